import { parseAlarmRule } from '../../../local/cloudwatch/alarm-rule';
import type { AlarmState } from '../../../local/cloudwatch/alarm-state';
import { alarm, composite, Desk } from './desk';

const STATES: Readonly<Record<string, AlarmState>> = {
  up: 'ALARM',
  up2: 'ALARM',
  calm: 'OK',
  new: 'INSUFFICIENT_DATA',
  'with space': 'ALARM',
};

const stateOf = (name: string): AlarmState => STATES[name] ?? 'OK';

/** *Creating a composite alarm*, *Composite alarms*. */
test.each([
  ['TRUE', true],
  ['FALSE', false],
  ['ALARM(up)', true],
  ['ALARM("up")', true],
  ['ALARM("arn:aws:cloudwatch:us-east-1:000000000000:alarm:up")', true],
  ['ALARM("with space")', true],
  ['ALARM(calm)', false],
  ['ALARM(new)', false],
  ['OK(calm)', true],
  ['OK(new)', false],
  ['INSUFFICIENT_DATA(new)', true],
  ['ALARM(up) AND ALARM(calm)', false],
  ['ALARM(up) OR ALARM(calm)', true],
  ['NOT ALARM(calm)', true],
  ['ALARM(up) AND NOT ALARM(up2)', false],
  ['TRUE OR TRUE AND FALSE', true],
  ['(TRUE OR TRUE) AND FALSE', false],
  ['NOT FALSE AND FALSE', false],
  ['NOT (FALSE AND FALSE)', true],
  ['NOT NOT TRUE', true],
  ['(ALARM(up) OR ALARM(calm)) AND OK(calm)', true],
  ['AT_LEAST(2, ALARM, (up, up2, calm))', true],
  ['AT_LEAST(3, ALARM, (up, up2, calm))', false],
  ['AT_LEAST(50%, ALARM, (up, up2, calm, new))', true],
  ['AT_LEAST(51%, ALARM, (up, up2, calm, new))', false],
  ['AT_LEAST(2, NOT ALARM, ("calm", "new"))', true],
  ['AT_LEAST(2, OK, (calm, new))', false],
])('%s is %s', (rule, expected) => {
  expect(parseAlarmRule(rule).holds(stateOf)).toBe(expected);
});

test.each([
  ['', 'a word is wanted'],
  ['ALARM(up', "')' is wanted, not the end"],
  ['ALARM up', "'(' is wanted, not up"],
  ['RAISED(up)', 'RAISED is no state and no function'],
  ['ALARM(up) ALARM(up2)', 'AND, OR or the end is wanted, not ALARM'],
  ['ALARM("up)', 'begins no word'],
  ['AT_LEAST(x, ALARM, (up))', 'AT_LEAST wants M or M%'],
  [Array.from({ length: 101 }, (_, index) => `ALARM(a${index})`).join(' OR '), 'at most 100 alarms, got 101'],
])('the rule %.30s is refused', (rule, message) => {
  expect(() => parseAlarmRule(rule)).toThrow(message);
});

/**
 * *Composite alarms*, action suppression: wait of 2, extension of 3. Each row: the minutes in which the watched
 * alarm and the suppressor are in ALARM, and the actions that run, as minute and state. The first actions, for
 * the change to OK at minute 1, run at 3 in all of them.
 */
test.each<[string, readonly number[], readonly number[], readonly string[]]>([
  ['the suppressor stays calm', [12, 13, 14, 15, 16, 17], [], ['14 ALARM', '20 OK']],
  ['the suppressor rises while waiting', [12, 13, 14, 15], [13, 14, 15, 16], ['20 OK']],
  ['the alarm calms while waiting: a new wait', [12], [], ['15 OK']],
  ['suppressed at once', [12, 13, 14], [11, 12, 13, 14, 15], ['19 OK']],
  [
    'the extension ends: actions of that moment',
    [12, 13, 14, 15, 16, 17, 18, 19, 20],
    [12, 13, 14, 15],
    ['19 ALARM', '23 OK'],
  ],
  ['a change within the extension: a new wait', [12, 13, 14, 15, 16], [12, 13, 14, 15], ['19 OK']],
  [
    'the suppressor rises again in the extension',
    [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22],
    [12, 13, 16, 17],
    ['21 ALARM', '25 OK'],
  ],
  ['nothing was pending', [], [12, 13], []],
])('%s', (_what, watched, suppressing, expected) => {
  const up = { TreatMissingData: 'notBreaching' };
  const desk = new Desk(
    [
      composite('page', {
        AlarmRule: 'ALARM(watched)',
        ActionsSuppressor: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:maintenance',
        ActionsSuppressorWaitPeriod: 120,
        ActionsSuppressorExtensionPeriod: 180,
        AlarmActions: ['topic'],
        OKActions: ['topic'],
      }),
      alarm({ ...up, MetricName: 'Watched' }, 'watched'),
      alarm({ ...up, MetricName: 'Maintenance' }, 'maintenance'),
    ],
    { evaluationRange: (n) => n },
  );
  // A minute is seen at the start of the next one.
  for (const minute of watched) desk.record(minute - 1, 1, 'Watched');
  for (const minute of suppressing) desk.record(minute - 1, 1, 'Maintenance');
  const ran: string[] = [];
  for (let minute = 1; minute <= 30; minute += 1) {
    for (const { state } of desk.evaluate(minute).actions) ran.push(`${minute} ${state}`);
  }
  expect(ran).toEqual(['3 OK', ...expected]);
});

test('it follows its alarms in the same minute, through other composites and in any order', () => {
  const desk = new Desk([
    composite('top', { AlarmRule: 'ALARM(middle)' }),
    composite('middle', { AlarmRule: 'ALARM(a)' }),
    alarm({ TreatMissingData: 'notBreaching' }),
  ]);
  expect(desk.set.stateOf('top')).toBe('INSUFFICIENT_DATA');
  desk.record(1, 1);
  expect(desk.evaluate(1).transitions.map(({ alarm: name, to }) => `${name} ${to}`)).toEqual([
    'a OK',
    'middle OK',
    'top OK',
  ]);
  expect(desk.evaluate(2).transitions.map(({ alarm: name, reason }) => `${name}: ${reason}`)).toEqual([
    'a: enough data: breach is > 0; 23:59 missing, 00:00 missing, 00:01 = 1',
    'middle: a is ALARM',
    'top: middle is ALARM',
  ]);
});

test('without data ALARM(x) is false: missing data disarms an AND', () => {
  const desk = new Desk([
    composite('both', { AlarmRule: 'ALARM(a) AND ALARM(b)' }),
    alarm(),
    alarm({ MetricName: 'Never' }, 'b'),
  ]);
  desk.record(0, 1);
  desk.evaluate(1);
  expect([desk.set.stateOf('a'), desk.set.stateOf('b'), desk.set.stateOf('both')]).toEqual([
    'ALARM',
    'INSUFFICIENT_DATA',
    'OK',
  ]);
});

test.each([
  [[composite('c', { AlarmRule: 'ALARM(gone)' })], 'c depends on gone, which does not exist'],
  [
    [composite('c', { AlarmRule: 'ALARM(d)' }), composite('d', { AlarmRule: 'OK(c)' })],
    'alarms depend on themselves: c -> d -> c',
  ],
  [[alarm(), alarm()], 'there are two alarms named a'],
  [
    [composite('c', { AlarmRule: 'TRUE', ActionsSuppressor: 'a' }), alarm()],
    'c.ActionsSuppressorWaitPeriod must be a number',
  ],
  [[composite('c', { AlarmRule: 'TRUE', Threshold: 1 })], 'c.Threshold: is not evaluated here'],
])('%#: a set is refused', (resources, message) => {
  expect(() => new Desk(resources).set).toThrow(message);
});
