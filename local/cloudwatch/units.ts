const RATED = ['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes', 'Bits', 'Kilobits'].concat([
  'Megabits',
  'Gigabits',
  'Terabits',
  'Count',
]);

/** Units of metrics (*MetricDatum*). */
export const UNITS: ReadonlySet<string> = new Set(
  RATED.flatMap((unit) => [unit, `${unit}/Second`]).concat([
    'Seconds',
    'Microseconds',
    'Milliseconds',
    'Percent',
    'None',
  ]),
);
