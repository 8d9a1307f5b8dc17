import { evaluate, MONDAY, type Series } from './math';
import { seeded } from '../../limits/random';

type Case = readonly [expression: string, metrics: Readonly<Record<string, Series>>, expected: unknown];

/** *Using metric math*, comparison and logical operators. */
const COMPARED = { m1: [30, 20, 0, 0], m2: [20, null, 20, null] };

test.each<Case>([
  ['m1 < m2', COMPARED, [0, 0, 1, 0]],
  ['m1 >= 30', COMPARED, [1, 0, 0, 0]],
  ['m1 > 15 AND m2 > 15', COMPARED, [1, 0, 0, 0]],
  ['m1 > 15 && m2 > 15', COMPARED, [1, 0, 0, 0]],
  ['m1 > 15 OR m2 > 15', COMPARED, [1, 1, 1, 0]],
  ['m1 > 15 || m2 > 15', COMPARED, [1, 1, 1, 0]],
  ['m1 == 20', COMPARED, [0, 1, 0, 0]],
  ['m1 != m2', COMPARED, [1, 1, 1, 0]],
  ['m1 <= m2', COMPARED, [0, 0, 1, 1]],
])('comparison: %s', (expression, metrics, expected) => {
  expect(evaluate(expression, metrics)).toEqual(expected);
});

/** *Using metric math*, using IF expressions. */
const CHOICE = { cond: [1, 1, 0, 0, null], m2: [30, null, 0, 0, 30], m3: [0, 0, 20, null, 20] };

test.each<Case>([
  ['IF(cond, m2, m3)', CHOICE, [30, 0, 20, 0, null]],
  ['IF(cond, 5, m3)', CHOICE, [5, 5, 20, null, null]],
  ['IF(cond, m2, 5)', CHOICE, [30, 0, 5, 5, null]],
  ['IF(cond, m2)', CHOICE, [30, 0, null, null, null]],
  ['IF(cond, 1, 2)', CHOICE, [1, 1, 2, 2, null]],
  ['IF(-3 * cond, 1, 2)', CHOICE, [1, 1, 2, 2, null]],
  ['IF(1, m2, m3)', CHOICE, [30, null, 0, 0, 30]],
  ['IF(0, m2, m3)', CHOICE, [0, 0, 20, null, 20]],
  ['IF(0, m2)', CHOICE, [null, null, null, null, null]],
  ['IF(m2 < 20, 10, 2)', CHOICE, [2, null, 10, 10, 2]],
])('choice: %s', (expression, metrics, expected) => {
  expect(evaluate(expression, metrics)).toEqual(expected);
});

/** Ratios of an SLO: missing operands are 0, a division by 0 drops the point. */
test.each([
  [2, 100, 0.02, 0.02, 0],
  [5, 100, 0.05, 0.05, 0.05],
  [null, 100, 0, 0, 0],
  [5, null, null, null, 0],
  [null, null, null, null, 0],
])('ratio of %p bad in %p', (bad, total, plain, filled, guarded) => {
  const metrics = { bad: [bad], total: [total] };
  expect(evaluate('bad / total', metrics)).toEqual([plain]);
  expect(evaluate('FILL(bad, 0) / total', metrics)).toEqual([filled]);
  expect(evaluate('IF(FILL(bad, 0) >= 3, bad / total, 0)', metrics)).toEqual([guarded]);
});

const TWO = { m1: [1, null, -4, null], m2: [2, 6, null, null] };

test.each<Case>([
  ['5 * m1', TWO, [5, null, -20, null]],
  ['m1 - m2', TWO, [-1, -6, -4, null]],
  ['-m1', TWO, [-1, null, 4, null]],
  ['m1 * 0 == 0', TWO, [1, null, 1, null]],
  ['m1 ^ 2', TWO, [1, null, 16, null]],
  ['m2 / (m1 - 1)', TWO, [null, null, 0, null]],
  ['m1 / PERIOD(m1)', TWO, [1 / 60, null, -4 / 60, null]],
  ['[m1, m2] * 2', TWO, [evaluate('m1 * 2', TWO), evaluate('m2 * 2', TWO)]],
  ['8 / [m1, m2]', TWO, [evaluate('8 / m1', TWO), evaluate('8 / m2', TWO)]],
  ['[m1] - m2', TWO, [[-1, -6, -4, null]]],
  ['m2 - [m1]', TWO, [[1, 6, 4, null]]],
  ['ABS(m1)', TWO, [1, null, 4, null]],
  ['CEIL(m1 / 3)', TWO, [1, null, -1, null]],
  ['FLOOR(m1 / 3)', TWO, [0, null, -2, null]],
  ['LOG(m1)', TWO, [0, null, null, null]],
  ['LOG10(m2 * 50)', TWO, [2, Math.log10(300), null, null]],
  ['SUM(m1)', TWO, -3],
  ['AVG(m1)', TWO, -0.75],
  ['MIN(m2)', TWO, 2],
  ['MAX(m1)', TWO, 1],
  ['STDDEV(m2)', TWO, 2],
  ['DATAPOINT_COUNT(m1)', TWO, 2],
  ['SUM(m2) / DATAPOINT_COUNT(m2)', TWO, 4],
  ['SUM([m1, m2])', TWO, [3, 6, -4, null]],
  ['AVG([m1, m2])', TWO, [1.5, 3, -2, null]],
  ['MIN([m1, m2])', TWO, [1, 6, -4, null]],
  ['MAX(METRICS())', TWO, [2, 6, -4, null]],
  ['STDDEV([m1, m2])', TWO, [0.5, 0, 0, null]],
  ['DATAPOINT_COUNT(METRICS())', TWO, [2, 1, 1, null]],
  ['METRIC_COUNT(METRICS())', TWO, 2],
  ['SUM(METRICS("2"))', TWO, [2, 6, null, null]],
  ["SUM([METRICS('1'), METRICS('2')])", TWO, [3, 6, -4, null]],
  ['m1 - AVG(m1)', TWO, [1.75, null, -3.25, null]],
  ['FIRST([m1, m2])', TWO, [1, null, -4, null]],
  ['LAST([m1, m2])', TWO, [2, 6, null, null]],
  ['REMOVE_EMPTY([m1, m1 / 0])', TWO, [[1, null, -4, null]]],
  ['RUNNING_SUM(m1)', TWO, [1, null, -3, null]],
  ['DIFF(m1)', TWO, [null, null, -5, null]],
  ['DIFF_TIME(m1)', TWO, [null, null, 120, null]],
  ['RATE(m1)', TWO, [null, null, -5 / 120, null]],
  ['TIME_SERIES(MAX(m1))', TWO, [1, 1, 1, 1]],
  ['TIME_SERIES(10)', TWO, [10, 10, 10, 10]],
  ['MINUTE(m1)', TWO, [0, 1, 2, 3]],
  ['DAY(m1)', TWO, [1, 1, 1, 1]],
  ['HOUR(m1) + DATE(m1) + MONTH(m1) + YEAR(m1)', TWO, [2_032, 2_032, 2_032, 2_032]],
  ['EPOCH(m1)', TWO, [MONDAY, MONDAY + 60, MONDAY + 120, MONDAY + 180]],
])('functions and operators: %s', (expression, metrics, expected) => {
  expect(evaluate(expression, metrics)).toEqual(expected);
});

test('Sunday is 7', () => {
  const week = Array.from({ length: 7 * 1_440 }, () => 1);
  const days = evaluate('DAY(m1)', { m1: week });
  expect(Array.isArray(days) && [days[1_440], days.at(-1)]).toEqual([2, 7]);
});

const GAPS = { m1: [null, 1, null, null, 4, null], m2: [9, 9, 9, null, 9, 9] };

test.each<Case>([
  ['FILL(m1, 0)', GAPS, [0, 1, 0, 0, 4, 0]],
  ['FILL(m1, MIN(m1))', GAPS, [1, 1, 1, 1, 4, 1]],
  ['FILL(m1, m2)', GAPS, [9, 1, 9, null, 4, 9]],
  ['FILL(m1, REPEAT)', GAPS, [null, 1, 1, 1, 4, 4]],
  ['FILL(m1, LINEAR)', GAPS, [null, 1, 2, 3, 4, null]],
  ['FILL([m1], 0)', GAPS, [[0, 1, 0, 0, 4, 0]]],
  ['FILL(m1 / 0, 7)', GAPS, [7, 7, 7, 7, 7, 7]],
])('gaps: %s', (expression, metrics, expected) => {
  expect(evaluate(expression, metrics)).toEqual(expected);
});

test.each([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['8 - 4 - 2', 2],
  ['8 / 4 / 2', 1],
  ['2 ^ 3 ^ 2', 512],
  ['-2 ^ 2', -4],
  ['2 ^ -1', 0.5],
  ['--3', 3],
  ['1 + 1 == 2', 1],
  ['1 < 2 == 1', 1],
  ['1 OR 0 AND 0', 1],
  ['(1 OR 0) AND 0', 0],
  ['0.5 + .5 + 1e1', 11],
  ['2 > 1 AND 3 > 2', 1],
])('precedence: %s = %d', (expression, expected) => {
  expect(evaluate(expression)).toBe(expected);
});

test.each([
  ['MEDIAN(m1)', 'MEDIAN is no function of metric math; known are ABS, AVG, CEIL'],
  ["SEARCH('{a}', 'Sum')", 'SEARCH is not evaluated here; known are ABS'],
  ['SORT(METRICS(), AVG, DESC)', 'SORT is not evaluated here'],
  ['sum(m1)', 'functions are uppercase: SUM, not sum'],
  ['!m1', "metric math has no '!': compare with 0 instead"],
  ['m1 +', 'character 5: a value is wanted, not the end'],
  ['(m1', "')' is wanted, not the end"],
  ['m1 m1', 'nothing or an operator is wanted, not m1'],
  ['m1 ? 1', "'?' at character 4 of 'm1 ? 1' is no part of an expression"],
  ['m9', 'no metric and no expression has the id m9; known are m1, result'],
  ['SUM(1)', 'SUM wants a time series or an array of time series, not a scalar'],
  ['ABS(m1, m1)', 'ABS wants a time series or an array of time series, not a time series and a time series'],
  ['METRIC_COUNT(m1)', 'METRIC_COUNT wants an array of time series, not a time series'],
  ['TIME_SERIES(m1)', 'TIME_SERIES wants a scalar, not a time series'],
  ['PERIOD(m1 + 1)', 'PERIOD wants the id of a metric'],
  ['[m1, 1]', 'an array holds time series, no scalars'],
  ['[m1] + [m1]', "'+' is not defined between two arrays"],
  ['IF(m1)', 'IF wants a condition, a value and perhaps another value'],
  ['IF([m1], 1)', 'IF takes time series and scalars'],
  ['IF(1, 2, 3)', 'IF of a scalar condition wants time series'],
  ['FILL(m1, SOMETHING)', 'SOMETHING is no value'],
  ['FILL(1, 0)', 'FILL wants time series, not a scalar'],
  ['"text"', 'the text "text" is no value'],
  ['result + 1', 'result -> result: an expression refers to itself'],
])('%s is refused', (expression, message) => {
  expect(() => evaluate(expression, { m1: [1] })).toThrow(message);
});

/** An expression and what it is worth at every timestamp, computed beside it. */
function grow(random: () => number, depth: number, metrics: Readonly<Record<string, Series>>) {
  const pick = Math.floor(random() * (depth > 0 ? 5 : 1));
  const id = random() < 0.5 ? 'a' : 'b';
  if (pick === 0) return { text: id, values: metrics[id] ?? [] };
  const left: { text: string; values: Series } = grow(random, depth - 1, metrics);
  const right: { text: string; values: Series } = grow(random, depth - 1, metrics);
  const sign = ['+', '-', '*', '/'][pick - 1] ?? '+';
  const values = left.values.map((x, index) => {
    const y = right.values[index] ?? null;
    if (x === null && y === null) return null;
    const [p, q] = [x ?? 0, y ?? 0];
    if (sign === '/') return q === 0 ? null : p / q;
    return sign === '+' ? p + q : sign === '-' ? p - q : p * q;
  });
  return { text: `(${left.text} ${sign} ${right.text})`, values };
}

test('2,000 expressions are worth what they are worth by hand', () => {
  const random = seeded(11);
  for (let round = 0; round < 2_000; round += 1) {
    const series = () =>
      Array.from({ length: 4 }, () => (random() < 0.3 ? null : Math.floor(random() * 5) - 2));
    const metrics = { a: series(), b: series() };
    const { text, values } = grow(random, 4, metrics);
    const plain = (list: unknown) => JSON.stringify(list);
    expect(`${text} ${plain(evaluate(text, metrics))}`).toBe(`${text} ${plain(values)}`);
  }
});
