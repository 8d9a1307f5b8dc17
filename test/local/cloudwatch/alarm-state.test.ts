import {
  decideState,
  type AlarmState,
  type MissingDataTreatment,
  type StateRule,
} from '../../../local/cloudwatch/alarm-state';
import { assumedEvaluationRange } from '../../../local/cloudwatch/evaluation-range';
import { seeded } from '../../limits/random';

const TREATMENTS: readonly MissingDataTreatment[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

const POINTS: Readonly<Record<string, boolean | undefined>> = { '0': false, X: true, '-': undefined };

/** `0 - X`: not breaching, missing, breaching, the newest on the right. */
const range = (text: string) => text.split(' ').map((point) => POINTS[point]);

const rule = (treatMissingData: MissingDataTreatment, m: number, n = 3): StateRule => ({
  evaluationPeriods: n,
  datapointsToAlarm: m,
  treatMissingData,
  loneRecentBreach: 'INSUFFICIENT_DATA',
});

const STATES: Readonly<Record<string, AlarmState | 'retain'>> = {
  O: 'OK',
  A: 'ALARM',
  I: 'INSUFFICIENT_DATA',
  r: 'retain',
};

/** States under missing, ignore, breaching and notBreaching. */
type Row = readonly [m: number, points: string, states: string];

/** *Configuring how CloudWatch alarms treat missing data*: both tables, N = 3. */
const PUBLISHED: readonly Row[] = [
  [3, '0 - X - X', 'O O O O'],
  [3, '0 - - - -', 'O O O O'],
  [3, '- - - - -', 'I r A O'],
  [3, '0 X X - X', 'A A A A'],
  [3, '- - X - -', 'A r A O'],
  [2, '0 - X - X', 'A A A A'],
  [2, '0 0 X 0 X', 'A A A A'],
  [2, '0 - X - -', 'O O A O'],
  [2, '- - - - 0', 'O O A O'],
  [2, '- - - X -', 'A r A O'],
];

/** Rows of the guide of about 2018, dropped since and never contradicted. */
const OLDER: readonly Row[] = [
  [3, '- - - - X', 'I r A O'],
  [3, 'X - - - -', 'A r A O'],
  [2, '- - - - X', 'I r A O'],
];

const cells = [...PUBLISHED, ...OLDER].flatMap(([m, points, states]) =>
  states
    .split(' ')
    .map((state, index) => [m, points, TREATMENTS[index] ?? 'missing', STATES[state] ?? 'OK'] as const),
);

test.each(cells)('M=%i of 3, %s, %s: %s', (m, points, treatment, state) => {
  for (const current of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const) {
    const { state: got } = decideState(range(points), rule(treatment, m), current);
    expect(got).toBe(state === 'retain' ? current : state);
  }
});

test('the range has 5 points for N=3, as in the tables', () => {
  expect(assumedEvaluationRange(3)).toBe(5);
});

test('the text on the rule that reaches back: a range of 4 would turn the row into ALARM', () => {
  expect(decideState(range('0 - X - -'), rule('missing', 2), 'OK').state).toBe('OK');
  expect(decideState(range('- X - -'), rule('missing', 2), 'OK')).toEqual({
    state: 'ALARM',
    decision: 'premature',
  });
});

/** *Alarm evaluation*, premature alarm state, M=3. */
test.each([
  ['- - - - X', 'INSUFFICIENT_DATA'],
  ['- - - X -', 'INSUFFICIENT_DATA'],
  ['- - X - -', 'ALARM'],
  ['- - X - X', 'ALARM'],
  ['0 - X - -', 'OK'],
] as const)('an early alarm wants a breach that is as old as M: %s is %s', (points, state) => {
  expect(decideState(range(points), rule('missing', 3), 'OK').state).toBe(state);
});

test.each(TREATMENTS)(
  'N=1: with an old point there %s is not asked, and a stale breach stays',
  (treatment) => {
    expect(decideState(range('X - -'), rule(treatment, 1, 1), 'ALARM').state).toBe('ALARM');
    expect(decideState(range('0 - -'), rule(treatment, 1, 1), 'OK').state).toBe('OK');
  },
);

test('points older than the latest N do not count when none is missing', () => {
  expect(decideState(range('X X X 0 0'), rule('missing', 2), 'ALARM').state).toBe('OK');
});

test.each(['OK', 'ALARM'] as const)('a lone young breach can be set to keep the state: %s', (current) => {
  const keeping = { ...rule('missing', 3), loneRecentBreach: 'KEEP' } as const;
  expect(decideState(range('- - - - X'), keeping, current).state).toBe(current);
});

/** The same rules, written as the guide tells them: build the evaluated points, then count. */
function told(
  points: readonly (boolean | undefined)[],
  { treatMissingData, evaluationPeriods: n, datapointsToAlarm: m }: StateRule,
  current: AlarmState,
): AlarmState {
  const real = points.filter((point) => point !== undefined);
  const count = (list: readonly boolean[]) => list.filter((breaches) => breaches).length;
  if (real.length >= n) return count(real.slice(-n)) >= m ? 'ALARM' : 'OK';
  if (treatMissingData === 'breaching' || treatMissingData === 'notBreaching') {
    const filler = Array.from({ length: n - real.length }, () => treatMissingData === 'breaching');
    return count([...real, ...filler]) >= m ? 'ALARM' : 'OK';
  }
  if (count(real) >= m) return 'ALARM';
  if (real.includes(false)) return 'OK';
  if (treatMissingData === 'ignore') return current;
  const firstBreach = points.indexOf(true);
  return firstBreach >= 0 && points.length - firstBreach >= m ? 'ALARM' : 'INSUFFICIENT_DATA';
}

test('20,000 ranges are judged as the text tells it', () => {
  const random = seeded(7);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
  for (let round = 0; round < 20_000; round += 1) {
    const n = 1 + Math.floor(random() * 6);
    const m = 1 + Math.floor(random() * n);
    const points = Array.from({ length: assumedEvaluationRange(n) }, () => pick([true, false, undefined]));
    const current = pick<AlarmState>(['OK', 'ALARM', 'INSUFFICIENT_DATA']) ?? 'OK';
    const tried = rule(pick(TREATMENTS) ?? 'missing', m, n);
    expect([points, tried, decideState(points, tried, current).state]).toEqual([
      points,
      tried,
      told(points, tried, current),
    ]);
  }
});
