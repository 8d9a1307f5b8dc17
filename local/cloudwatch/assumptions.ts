/** Something that no document of CloudWatch says, and what is done here instead. */
export interface Assumption {
  readonly id: string;
  /** What is assumed, as one sentence. */
  readonly assumed: string;
  /** What it can change in the result of a back-test. */
  readonly matters: string;
}

/** Printed beside every result that rests on them. */
export const ASSUMPTIONS: readonly Assumption[] = [
  {
    id: 'evaluation-range',
    assumed: 'For N evaluation periods the latest N + max(floor(N / 3), 2) points are retrieved.',
    matters:
      'How long a stale breach keeps an alarm in ALARM, and when missing data becomes INSUFFICIENT_DATA.',
  },
  {
    id: 'lone-recent-breach',
    assumed: 'A breach younger than M periods with nothing else there is INSUFFICIENT_DATA under `missing`.',
    matters: 'The state of sparse metrics; only an edition of the guide of about 2018 says it.',
  },
  {
    id: 'ingestion-delay',
    assumed: 'A point can be read as soon as its minute is over.',
    matters: 'Real alarms rise later by the delay, and see the newest period incomplete.',
  },
  {
    id: 'late-evaluation-offset',
    assumed: 'Alarms over more than a day are evaluated at minute 3 of every hour.',
    matters: 'Up to an hour of the time to detect; the guide has :03 as an example only.',
  },
  {
    id: 'composite-latency',
    assumed: 'A composite alarm follows its alarms within the same minute.',
    matters: 'Real ones may be later, in an order among them that nobody promises.',
  },
  {
    id: 'suppressor-tie',
    assumed: 'When a wait or extension ends in the minute in which the suppressor rises, it suppresses.',
    matters: 'Notifications at the exact end of a wait period.',
  },
  {
    id: 'suppressor-again',
    assumed: 'A suppressor that rises again within its extension period suppresses again.',
    matters: 'Notifications after a suppressor that flaps.',
  },
  {
    id: 'suppressor-nothing-pending',
    assumed: 'A suppressor that comes and goes without a change of the composite alarm runs no actions.',
    matters: 'Repeated notifications of a state that was notified already.',
  },
  {
    id: 'percentile-method',
    assumed: 'A percentile is the nearest rank: the lowest value that the share of samples does not exceed.',
    matters: 'CloudWatch approximates; call a value within 2 % of the threshold undecided.',
  },
  {
    id: 'trimmed-shares',
    assumed: 'Shares of trimmed statistics cut proportionally through samples of the same value.',
    matters: 'TM, TC and TS of few samples.',
  },
  {
    id: 'low-samples-window',
    assumed: 'Samples of a percentile are counted over the latest N periods together.',
    matters: 'When `EvaluateLowSampleCountPercentile: ignore` holds the state.',
  },
  {
    id: 'low-samples-math',
    assumed: 'That setting holds no state of an alarm on an expression.',
    matters: 'Percentiles within expressions at low traffic.',
  },
  {
    id: 'dynamodb-math',
    assumed: 'An alarm on several metrics ignores missing data by default if all are of AWS/DynamoDB.',
    matters: 'Alarms that mix namespaces without TreatMissingData.',
  },
  {
    id: 'math-precedence',
    assumed: 'Loosest to tightest: OR, AND, comparisons, + -, * /, unary -, ^ (from the right).',
    matters: 'Expressions without parentheses; the guide lists operators only.',
  },
  {
    id: 'math-both-missing',
    assumed: 'Where no operand of an operator has a point, the result has none; a scalar alone makes none.',
    matters: 'Whether an idle minute is missing or 0.',
  },
  {
    id: 'math-not-finite',
    assumed: 'A result that is no finite number is dropped, as a division by 0 is.',
    matters: 'Powers and logarithms.',
  },
  {
    id: 'math-if-missing-else',
    assumed: 'IF(series, series, series) is 0 where the chosen third series has no point.',
    matters: 'An edition of the guide of 2023 drops the point instead.',
  },
  {
    id: 'math-if-scalar-condition',
    assumed: 'IF with a scalar condition leaves missing points missing.',
    matters: 'Only such expressions.',
  },
  {
    id: 'math-fill-edges',
    assumed:
      'FILL with REPEAT leaves gaps at the start, with LINEAR at both edges; a scalar fills an empty range.',
    matters: 'The oldest and newest points of a range.',
  },
  {
    id: 'math-missing-in-functions',
    assumed: 'MIN, MAX, STDDEV and RUNNING_SUM leave missing points out; AVG counts them as 0.',
    matters: 'Reductions over sparse metrics; the guide says it of AVG only.',
  },
  {
    id: 'units-undefined',
    assumed: 'An alarm without a unit on a metric with several units is an error.',
    matters: 'PutMetricAlarm calls its behavior undefined.',
  },
  {
    id: 'emf-drops',
    assumed:
      'A fault in a dimension set or a metric drops that alone; one of the directive drops the directive.',
    matters: 'What remains of a line that is partly wrong.',
  },
  {
    id: 'emf-object-values',
    assumed:
      'A target with Values and Counts is taken, although the specification does not have it; a statistic set is not.',
    matters: 'Lines written by collectors.',
  },
  {
    id: 'at-least-percent',
    assumed: 'AT_LEAST(M%) holds when the share is M % or more, without rounding.',
    matters: 'Few alarms with an odd percentage.',
  },
];
