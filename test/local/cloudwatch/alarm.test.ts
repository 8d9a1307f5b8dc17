import { alarm, Desk, mathAlarm, MIDNIGHT } from './desk';

/** *Alarm evaluation window*: at the end of minute 5 it looks at minutes 1 to 5, then at 2 to 6. */
test('windows slide by the minute and are not aligned to the clock', () => {
  const desk = new Desk([alarm({ Period: 300, TreatMissingData: 'notBreaching', Threshold: 9 })], {
    evaluationRange: (n) => n,
  });
  desk.record(2, 5).record(6, 5);
  // Minute 2 and 6 share a window only when it holds minutes 2 to 6, which ends at 7.
  expect(desk.states(3, 12)).toBe('OOOOAOOOOO');
});

/** *Alarm evaluation window*: at 12:15 the points of P=300, N=3 start at 12:00, 12:05 and 12:10. */
test('the points of one evaluation lie one period apart', () => {
  const desk = new Desk([alarm({ Period: 300, EvaluationPeriods: 3 })], { evaluationRange: (n) => n });
  for (const minute of [720, 725, 730]) desk.record(minute, 1);
  const [transition] = desk.evaluate(735).transitions;
  expect(transition).toEqual({
    alarm: 'a',
    minute: MIDNIGHT + 735,
    from: 'INSUFFICIENT_DATA',
    to: 'ALARM',
    reason: 'enough data: breach is > 0; 12:00 = 1, 12:05 = 1, 12:10 = 1',
  });
});

/** *Alarm evaluation window*, multi-day: the job fails at 10:02 and is mended at 11:43. */
test('over more than a day it is evaluated once an hour with data up to the full hour', () => {
  const desk = new Desk([alarm({ Period: 3_600, EvaluationPeriods: 25, DatapointsToAlarm: 1 })], {
    evaluationRange: (n) => n,
  });
  const [ten, eleven] = [600, 660];
  for (let hour = 0; hour < 10; hour += 1) desk.record(hour * 60, 0);
  desk.record(ten + 2, 1);
  expect(desk.states(ten + 3, ten + 3)).toBe('O');
  expect(desk.states(ten + 4, eleven + 2)).toMatch(/^O+$/);
  expect(desk.states(eleven + 3, eleven + 3)).toBe('A');
});

test('a day in all is still evaluated every minute', () => {
  const desk = new Desk([alarm({ Period: 3_600, EvaluationPeriods: 24, DatapointsToAlarm: 1 })]);
  desk.record(7, 1);
  expect(desk.states(7, 8)).toBe('IA');
});

test.each([
  [3, 3, [1, 1, 1, 0, 1], 'IIAOO'],
  [2, 3, [1, 0, 1, 0, 0], 'IOAOO'],
  [1, 2, [1, 0, 0, 0, 0], 'AAOOO'],
])('%i of %i over %j', (m, n, values, states) => {
  const desk = new Desk([alarm({ EvaluationPeriods: n, DatapointsToAlarm: m })], {
    evaluationRange: (count) => count,
  });
  values.forEach((value, minute) => desk.record(minute, value));
  expect(desk.states(1, values.length)).toBe(states);
});

test('N=1: a breach that nothing follows stays for the extra points of the range, even as notBreaching', () => {
  const desk = new Desk([alarm({ TreatMissingData: 'notBreaching' })]);
  desk.record(0, 1);
  expect(desk.states(0, 5)).toBe('OAAAOO');
});

test('an expression without missing points does not stay', () => {
  const desk = new Desk([mathAlarm('FILL(bad, 0)', ['bad'], { TreatMissingData: 'notBreaching' })]);
  desk.record(0, 1, 'bad');
  expect(desk.states(0, 5)).toBe('OAOOOO');
});

/** *CloudFormation*: an alarm starts in INSUFFICIENT_DATA, then looks at data older than itself too. */
test('the first evaluation uses data from before', () => {
  const desk = new Desk([alarm({ EvaluationPeriods: 3 })]);
  for (const minute of [0, 1, 2]) desk.record(minute, 1);
  expect(desk.set.stateOf('a')).toBe('INSUFFICIENT_DATA');
  expect(desk.states(3, 3)).toBe('A');
});

test.each([
  ['GreaterThanThreshold', 'OOA'],
  ['GreaterThanOrEqualToThreshold', 'OAA'],
  ['LessThanThreshold', 'AOO'],
  ['LessThanOrEqualToThreshold', 'AAO'],
])('%s has the statistic first', (ComparisonOperator, states) => {
  const desk = new Desk([alarm({ ComparisonOperator, Threshold: 5 })]);
  desk.record(0, 4).record(1, 5).record(2, 6);
  expect(desk.states(1, 3)).toBe(states);
});

test('a dimension more is another metric: the alarm stays silent', () => {
  const desk = new Desk([alarm({ Dimensions: [{ Name: 'service', Value: 'desk' }] })]);
  desk.record(0, 1);
  expect(desk.states(1, 1)).toBe('I');
  desk.store.record({ namespace: 'Desk', name: 'Load', dimensions: { service: 'desk' } }, MIDNIGHT + 1, [1]);
  expect(desk.states(2, 2)).toBe('A');
});

test('points of another unit are another stream, and several without a choice are refused', () => {
  const desk = new Desk([alarm({ Unit: 'Count' }, 'counts'), alarm({}, 'all')]);
  desk.metric().record(MIDNIGHT, [1], undefined, 'Seconds');
  desk.evaluate(1);
  expect([desk.set.stateOf('counts'), desk.set.stateOf('all')]).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
  desk.metric().record(MIDNIGHT + 1, [1], undefined, 'Count');
  expect(() => desk.evaluate(2)).toThrow('has several units (Seconds, Count): name one');
});

test('a late point changes what was evaluated before', () => {
  const desk = new Desk([alarm({ Period: 300 })]);
  desk.record(0, 0);
  expect(desk.states(1, 3)).toBe('OOO');
  desk.record(1, 1);
  expect(desk.states(4, 4)).toBe('A');
});

test('a late point changes an expression over it too', () => {
  const desk = new Desk([mathAlarm('bad / total', ['bad', 'total'], { Period: 300 })]);
  desk.record(0, 0, 'bad').record(0, 5, 'total');
  expect(desk.states(1, 3)).toBe('OOO');
  desk.record(1, 1, 'bad');
  expect(desk.states(3, 3)).toBe('A');
});

/** *Using metric math*: such functions act differently when extra data is requested. */
test('a function over a whole series sees the extra points of the range', () => {
  const desk = new Desk([mathAlarm('m1 - AVG(m1)', ['m1'], { Threshold: 3 })]);
  desk.record(0, 0, 'm1').record(1, 0, 'm1').record(2, 6, 'm1');
  expect(desk.states(3, 3)).toBe('A');
});

test('the delay until a point can be read shifts the window', () => {
  const desk = new Desk([alarm()], { ingestionDelayMinutes: 2 });
  desk.record(0, 1);
  expect(desk.states(1, 3)).toBe('IIA');
});

/** *Percentile-based alarms and low data samples*: 10 / (1 - p) from the median up, 10 / p below. */
test.each([
  ['p99', 1_000],
  ['p95', 200],
  ['p90', 100],
  ['p50', 20],
  ['p10', 100],
])('%s is judged from %i samples', (ExtendedStatistic, fewest) => {
  const settings = { Statistic: { Ref: 'AWS::NoValue' }, ExtendedStatistic };
  const { Statistic: _none, ...properties } = { ...alarm(settings).properties };
  const ignoring = { ...alarm(), properties: { ...properties, EvaluateLowSampleCountPercentile: 'ignore' } };
  for (const [samples, state] of [
    [fewest - 1, 'I'],
    [fewest, 'A'],
  ] as const) {
    const desk = new Desk([ignoring]);
    desk.metric().record(MIDNIGHT, [7], [samples]);
    expect(desk.states(1, 1)).toBe(state);
  }
  const evaluating = new Desk([{ ...alarm(), properties }]);
  evaluating.metric().record(MIDNIGHT, [7], [1]);
  expect(evaluating.states(1, 1)).toBe('A');
});

test.each([
  ['AWS/DynamoDB', {}, 'A'],
  ['AWS/DynamoDB', { TreatMissingData: 'missing' }, 'I'],
  ['Desk', {}, 'I'],
] as const)('missing data of %s with %j ends in %s', (Namespace, treatment, state) => {
  const desk = new Desk([alarm({ Namespace, ...treatment })]);
  desk.metric('Load', Namespace).record(MIDNIGHT, [1]);
  expect(desk.states(1, 4).at(-1)).toBe(state);
});

test('actions run on changes, and not while they are switched off', () => {
  const actions = { AlarmActions: ['page'], OKActions: ['calm'], TreatMissingData: 'notBreaching' };
  const desk = new Desk([alarm(actions), alarm({ ...actions, ActionsEnabled: false }, 'quiet')], {
    evaluationRange: (n) => n,
  });
  desk.record(0, 1).record(1, 1).record(2, 0);
  const runs = [1, 2, 3, 4].map((minute) => desk.evaluate(minute).actions);
  expect(runs.map((ran) => ran.map(({ alarm: name, targets }) => [name, ...targets]))).toEqual([
    [['a', 'page']],
    [],
    [['a', 'calm']],
    [],
  ]);
  expect(desk.set.stateOf('quiet')).toBe('OK');
});
