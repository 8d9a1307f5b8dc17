import { readEmf, recordEmf } from '../../../local/cloudwatch/emf';
import { MetricStore } from '../../../local/cloudwatch/metric-store';

const NOW = Date.UTC(2026, 0, 1, 12);

type Members = Readonly<Record<string, unknown>>;

function event(directive: Members = {}, root: Members = {}, metadata: Members = {}): string {
  const full = {
    Namespace: 'McpService',
    Dimensions: [['service'], ['service', 'tool']],
    Metrics: [{ Name: 'Latency', Unit: 'Milliseconds' }],
    ...directive,
  };
  return JSON.stringify({
    level: 'INFO',
    message: 'request',
    _aws: { Timestamp: NOW, CloudWatchMetrics: [full], ...metadata },
    service: 'desk',
    tool: 'add',
    Latency: 12,
    ...root,
  });
}

test('a metric is recorded once under every dimension set', () => {
  const store = new MetricStore();
  expect(recordEmf(store, event(), NOW)).toEqual([]);
  expect(store.written()).toEqual([
    { namespace: 'McpService', name: 'Latency', dimensions: { service: 'desk' } },
    { namespace: 'McpService', name: 'Latency', dimensions: { service: 'desk', tool: 'add' } },
  ]);
});

test('every element of an array is a sample', () => {
  expect(readEmf(event({}, { Latency: [12, 15, 900] }), NOW)?.writes[0]).toMatchObject({
    unit: 'Milliseconds',
    values: [12, 15, 900],
  });
});

test('the empty dimension set, the unit None and the minute of the time stamp', () => {
  const reading = readEmf(event({ Dimensions: [[]], Metrics: [{ Name: 'Latency' }] }), NOW + 59_000);
  expect(reading).toEqual({
    minute: NOW / 60_000,
    problems: [],
    writes: [
      { identity: { namespace: 'McpService', name: 'Latency', dimensions: {} }, unit: 'None', values: [12] },
    ],
  });
});

test('values with counts, as collectors write them', () => {
  const reading = readEmf(event({}, { Latency: { Values: [1, 2], Counts: [3, 4], Max: 2 } }), NOW);
  expect(reading?.writes[0]).toMatchObject({ values: [1, 2], counts: [3, 4] });
});

test.each([['plain text'], ['INFO {"_aws":{}}'], ['{"_aws":'], ['[{"_aws":{}}]'], ['{"level":"INFO"}']])(
  'no embedded metrics: %s',
  (text) => {
    expect(readEmf(text, NOW)).toBeUndefined();
  },
);

const DAY = 86_400_000;
const many = (length: number) => Array.from({ length }, (_, index) => index);

test.each<[string, Members, string]>([
  ['no time stamp', { Timestamp: undefined }, '_aws.Timestamp is no whole number of milliseconds'],
  ['a time stamp as a text', { Timestamp: String(NOW) }, '_aws.Timestamp is no whole number of milliseconds'],
  ['no directives', { CloudWatchMetrics: {} }, '_aws.CloudWatchMetrics is no list'],
])('not parsed: %s', (_what, metadata, what) => {
  const reading = readEmf(event({}, {}, metadata), NOW);
  expect(reading).toMatchObject({ writes: [], problems: [{ fault: 'EMFParsingErrors', what }] });
});

test.each([
  [-14 * DAY, true],
  [-14 * DAY - 1, false],
  [DAY / 12, true],
  [DAY / 12 + 1, false],
])('a time stamp %d ms from now is taken: %s', (offset, taken) => {
  const reading = readEmf(event({}, {}, { Timestamp: NOW + offset }), NOW);
  expect(reading?.writes.length).toBe(taken ? 2 : 0);
  expect(reading?.problems.length).toBe(taken ? 0 : 1);
});

test('an event above 1 MB', () => {
  const reading = readEmf(event({}, { padding: 'x'.repeat(1_048_576) }), NOW);
  expect(reading?.problems).toEqual([
    { fault: 'EMFParsingErrors', what: 'the event has more than 1048576 bytes' },
  ]);
});

/** *Specification: Embedded metric format*: limits; what remains of the line is still taken. */
test.each<[string, Members, Members, string, number]>([
  ['no namespace', { Namespace: '' }, {}, 'the namespace "" is no text of 1 to 1024', 0],
  ['no dimension set', { Dimensions: [] }, {}, 'McpService: Dimensions holds no dimension set', 0],
  [
    '101 metrics',
    { Metrics: many(101).map((Name) => ({ Name })) },
    {},
    'McpService: 101 metrics, 100 are allowed in a directive',
    0,
  ],
  [
    '31 dimensions',
    { Dimensions: [['service'], many(31).map(String)] },
    {},
    'McpService: a dimension set has 31 keys, 30 are allowed',
    1,
  ],
  [
    'a long dimension key',
    { Dimensions: [['service'], ['k'.repeat(251)]] },
    {},
    `McpService: the dimension "${'k'.repeat(251)}" is no text of 1 to 250`,
    1,
  ],
  ['a dimension that is no text', {}, { tool: 7 }, 'the value of dimension tool is no text of 1 to 1024', 1],
  [
    'a dimension that is absent',
    {},
    { tool: undefined },
    'the value of dimension tool is no text of 1 to 1024',
    1,
  ],
  ['101 values', {}, { Latency: many(101) }, 'the target of Latency is an array of 101, not 1 to 100', 0],
  ['values that are no numbers', {}, { Latency: [1, '2'] }, 'is an array of more than numbers', 0],
  ['a metric that is a text', {}, { Latency: '12' }, 'is neither a number nor an array of numbers', 0],
  ['a metric that is absent', {}, { Latency: undefined }, 'the target of Latency is not in the document', 0],
  ['a statistic set', {}, { Latency: { Max: 1, Min: 1, Count: 1, Sum: 1 } }, 'is a statistic set', 0],
  [
    'an unknown unit',
    { Metrics: [{ Name: 'Latency', Unit: 'ms' }] },
    {},
    'McpService: Latency has no unit "ms"',
    0,
  ],
  [
    'another resolution',
    { Metrics: [{ Name: 'Latency', StorageResolution: 10 }] },
    {},
    'Latency has a StorageResolution that is neither 1 nor 60',
    0,
  ],
])('not valid: %s', (_what, directive, root, message, writes) => {
  const reading = readEmf(event(directive, root), NOW);
  expect(reading?.problems.map(({ fault, what }) => `${fault} ${what}`)).toEqual([
    expect.stringContaining(message),
  ]);
  expect(reading?.problems[0]?.fault).toBe('EMFValidationErrors');
  expect(reading?.writes.length).toBe(writes);
});

test('what is within the limits is taken', () => {
  const names = many(30).map((index) => `d${index}`);
  const dimensions = Object.fromEntries(names.map((name) => [name, 'v'.repeat(1_024)]));
  const reading = readEmf(event({ Dimensions: [names] }, { ...dimensions, Latency: many(100) }), NOW);
  expect(reading).toMatchObject({ problems: [], writes: [{ values: many(100) }] });
});
