import { MetricSeries } from '../../../local/cloudwatch/metric-series';
import { MetricStore, type Metric } from '../../../local/cloudwatch/metric-store';
import { parseStatistic } from '../../../local/cloudwatch/statistic';
import { seeded } from '../../limits/random';

const START = 29_000_000;
const IDENTITY = { namespace: 'Desk', name: 'Latency', dimensions: { service: 'desk' } };

function series(metric: Metric, statistic: string, periodMinutes: number): MetricSeries {
  return new MetricSeries({
    metric,
    statistic: parseStatistic(statistic),
    periodMinutes,
    memoryMinutes: 5 * periodMinutes,
  });
}

const TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const HUNDRED = Array.from({ length: 100 }, (_, index) => index + 1);

/** *CloudWatch statistics definitions*; fixed bounds: lower exclusive, upper inclusive. */
test.each<[string, readonly number[], number]>([
  ['Sum', TEN, 55],
  ['SampleCount', TEN, 10],
  ['Average', TEN, 5.5],
  ['Minimum', TEN, 1],
  ['Maximum', TEN, 10],
  ['p0', TEN, 1],
  ['p10', TEN, 1],
  ['p50', TEN, 5],
  ['p90', TEN, 9],
  ['p90.1', TEN, 10],
  ['p100', TEN, 10],
  // 0.07 * 100 is a little above 7 in floating point.
  ['p7', HUNDRED, 7],
  ['tm90', TEN, 5],
  ['TM(:90%)', TEN, 5],
  ['TM(10%:90%)', TEN, 5.5],
  ['TM(80%:)', TEN, 9.5],
  ['TM(2:5)', TEN, 4],
  ['IQM', TEN, 5.5],
  ['tc90', TEN, 9],
  ['tc95', TEN, 9.5],
  ['TC(2:5)', TEN, 3],
  ['TC(:0.5)', TEN, 0],
  ['ts90', TEN, 45],
  ['TS(80%:)', TEN, 19],
  ['WM(10%:90%)', TEN, 5.4],
  ['wm90', TEN, 5.4],
  ['PR(:3)', TEN, 30],
  ['PR(3:7)', TEN, 40],
  ['PR(9:)', TEN, 10],
  ['PR(:1000)', [1_000, 1_001], 50],
  ['Sum', [-1, 2], 1],
  ['TM(20:30)', TEN, Number.NaN],
  ['p50', [-1, 2], Number.NaN],
  ['p50', [], Number.NaN],
  ['SampleCount', [], Number.NaN],
])('%s of %j is %d', (statistic, values, expected) => {
  const metric = new MetricStore().metric(IDENTITY);
  if (values.length > 0) metric.record(START, values);
  const point = series(metric, statistic, 1).pointEndingAt(START + 1);
  expect(Number(point.toFixed(9))).toBe(expected);
});

test.each([
  'p101',
  'P50',
  'sum',
  'tm',
  'tm101',
  'TM(1%:5)',
  'PR(1%:2%)',
  'PR(:)',
  'TM(a:b)',
  'TM(1.2.3:)',
  'constructor',
])('%s is no statistic', (text) => {
  expect(() => parseStatistic(text)).toThrow(`'${text}' is no statistic`);
});

test('a period holds its first minute and not the one after it', () => {
  const metric = new MetricStore().metric(IDENTITY);
  [1, 10, 100, 1_000].forEach((value, minute) => metric.record(START + minute, [value]));
  const sums = series(metric, 'Sum', 2);
  expect([1, 2, 3, 4, 5, 6].map((end) => sums.pointEndingAt(START + end))).toEqual([
    1,
    11,
    110,
    1_100,
    1_000,
    Number.NaN,
  ]);
});

test('a count weighs its value', () => {
  const metric = new MetricStore().metric(IDENTITY);
  metric.record(START, [10, 20], [98, 2]);
  expect(
    ['p98', 'p99', 'Average', 'PR(:10)'].map((name) => series(metric, name, 1).pointEndingAt(START + 1)),
  ).toEqual([10, 20, 10.2, 98]);
});

test.each([
  [[Number.NaN], [1], 'value NaN x 1'],
  [[Infinity], [1], 'value Infinity x 1'],
  [[1], [0], 'value 1 x 0'],
  [[1, 2], [1], 'value 2 x 0'],
])('%j x %j is no data point', (values, counts, message) => {
  const metric = new MetricStore().metric(IDENTITY);
  expect(() => metric.record(START, values, counts)).toThrow(message);
});

interface Sample {
  readonly minute: number;
  readonly value: number;
  readonly count: number;
}

/** The same statistic over the plain list of samples. */
function told(statistic: string, samples: readonly Sample[], from: number, to: number): number {
  const inside = samples.filter(({ minute }) => minute >= from && minute < to);
  const values = inside.flatMap(({ value, count }) => Array.from({ length: count }, () => value));
  const sorted = values.toSorted((a, b) => a - b);
  const sum = values.reduce((total, value) => total + value, 0);
  if (values.length === 0) return Number.NaN;
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return values.length;
    case 'Average':
      return sum / values.length;
    case 'Minimum':
      return sorted[0] ?? Number.NaN;
    case 'Maximum':
      return sorted.at(-1) ?? Number.NaN;
    case 'p90':
      return sorted[Math.max(0, Math.ceil((90 * values.length) / 100) - 1)] ?? Number.NaN;
    case 'PR(:20)':
      return (100 * values.filter((value) => value <= 20).length) / values.length;
    default:
      throw new Error(statistic);
  }
}

test.each(['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum', 'p90', 'PR(:20)'])(
  '%s over sliding windows, with late writes and over midnight, is that of the samples',
  (statistic) => {
    const random = seeded(3);
    const below = (bound: number) => Math.floor(random() * bound);
    for (const period of [1, 5, 61, 180]) {
      const metric = new MetricStore().metric(IDENTITY);
      const samples: Sample[] = [];
      const points = series(metric, statistic, period);
      const first = 20_139 * 1_440 - 200;
      for (let now = first; now < first + 500; now += 1) {
        for (let writes = below(4); writes > 0; writes -= 1) {
          const late = random() < 0.05 ? below(30) : 0;
          const sample = { minute: now - late, value: below(40), count: 1 + below(3) };
          samples.push(sample);
          metric.record(sample.minute, [sample.value], [sample.count]);
        }
        for (const end of [now + 1, now + 1 - period * below(4)]) {
          const expected = told(statistic, samples, end - period, end);
          expect([end, points.pointEndingAt(end)]).toEqual([end, expected]);
        }
      }
    }
  },
);
