import { describeLine } from '../../local/server/describe-line';

const ENDPOINT = 'http://127.0.0.1:8787';
const timestamp = new Date(2026, 0, 2, 3, 4, 5).toISOString();
const line = (fields: Record<string, unknown>) =>
  describeLine(JSON.stringify({ level: 'INFO', timestamp, service: 'desk', ...fields }), {
    endpoint: ENDPOINT,
  });

test.each<[string, Record<string, unknown>, string]>([
  [
    'a call',
    {
      message: 'request',
      rpcMethod: 'tools/call',
      tool: 'add',
      outcome: 'executed',
      Latency: 12,
      durationMs: 14,
      status: 200,
    },
    '03:04:05  tools/call  add  ok  12 ms',
  ],
  [
    'a call that ended in an error, with what was thrown and where',
    {
      message: 'request',
      rpcMethod: 'tools/call',
      tool: 'add',
      code: 'INTERNAL',
      Latency: 3,
      cause: 'TypeError: x\n    at a.ts:1\n    at b.ts:2',
    },
    '03:04:05  tools/call  add  INTERNAL  3 ms\n          TypeError: x\n          at a.ts:1',
  ],
  [
    'a call that waits for a person',
    {
      message: 'requested',
      audit: 'approval',
      tool: 'refund',
      arguments: '{"order":"7"}',
      caller: 'ana\n',
      ticket: 't1',
      requestId: 'r',
    },
    String.raw`03:04:05  approval requested  refund for "ana\n", ticket t1`,
  ],
  [
    'a decision',
    { message: 'denied', audit: 'approval', tool: 'refund', caller: 'ana', ticket: 't1', decidedBy: 'ben' },
    '03:04:05  approval denied by "ben"  refund for "ana", ticket t1',
  ],
  [
    'a call that was approved and ran',
    {
      message: 'executed',
      audit: 'approval',
      tool: 'refund',
      caller: 'ana',
      ticket: 't1',
      outcome: 'success',
      decidedBy: 'ben',
    },
    '03:04:05  approval executed: success  refund for "ana", ticket t1',
  ],
  [
    'a refused request',
    {
      message: 'request',
      method: 'POST',
      path: '/mcp',
      status: 401,
      durationMs: 1,
      reason: 'no bearer token',
    },
    '03:04:05  POST /mcp  401  1 ms  no bearer token',
  ],
  [
    'a call that waits for a person, with where they decide',
    {
      message: 'request',
      rpcMethod: 'tools/call',
      tool: 'refund',
      code: 'APPROVAL_REQUIRED',
      Latency: 3,
      ticket: 'k1',
      approval: 'pending',
    },
    '03:04:05  tools/call  refund  APPROVAL_REQUIRED  3 ms  decide at http://127.0.0.1:8787/approvals/k1',
  ],
  [
    'a call that was approved, without',
    {
      message: 'request',
      rpcMethod: 'tools/call',
      tool: 'refund',
      Latency: 3,
      ticket: 'k1',
      approval: 'used',
    },
    '03:04:05  tools/call  refund  ok  3 ms',
  ],
  ['a line of a handler', { level: 'WARN', message: 'slow', ms: 3 }, '03:04:05  WARN  slow  {"ms":3}'],
  ['a line without fields', { message: 'up' }, '03:04:05  INFO  up'],
])('%s', (_name, fields, expected) => {
  expect(line(fields)).toBe(expected);
});

test.each([['gauges'], ['health check']])('what is there for metrics only is not shown: %s', (message) => {
  expect(
    describeLine(JSON.stringify({ message, HealthChecksDown: 0 }), { endpoint: ENDPOINT }),
  ).toBeUndefined();
});

test('a start names its version, and no metric', () => {
  const started = { message: 'instance started', version: '1.2.3', release: 'a1', ColdStarts: 1, _aws: {} };
  expect(line(started)).toBe('03:04:05  INFO  instance started  {"version":"1.2.3","ColdStarts":1}');
});

test.each([['plain text'], ['{not json'], ['']])('what is not JSON stays: %j', (text) => {
  expect(describeLine(text, { endpoint: ENDPOINT })).toBe(text);
});
