/** What happens to a ticket reaches the audit log and the bus, over the wire of AWS's own clients. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { createAuditLog } from '../../../lambda/approvals/audit-log';
import { createEventBus } from '../../../lambda/approvals/event-bus';
import type { RecordSink } from '../../../lambda/approvals/record-approval';
import { MemoryApprovalStore } from '../../../lambda/state/approvals/memory-store';
import { conflict, defineTools, tool } from '../../../lambda/tools';
import closing from '../../fixtures/closing';
import { AwsFault, startAwsEndpoint, type AwsEndpoint, type Operation } from '../../support/aws-endpoint';
import { TICKET, startApprovalDesk, type ApprovalDesk } from '../../support/approval-desk';
import { serveInProcess, type InProcess } from '../../support/in-process';
import { ManualClock, settle } from '../../support/manual-clock';
import { startNodeServer } from '../../support/node-server';

const before = { ...process.env };
const closers: (() => unknown)[] = [];
afterEach(async () => {
  process.env = { ...before };
  await Promise.all(closers.splice(0).map((close) => close()));
});

const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateLogStream: () => ({}),
  PutLogEvents: () => ({}),
  PutEvents: () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] }),
};

async function startAws(operations: Readonly<Record<string, Operation>> = {}): Promise<AwsEndpoint> {
  const aws = await startAwsEndpoint({ ...OPERATIONS, ...operations });
  closers.push(() => aws.close());
  Object.assign(process.env, aws.environment);
  return aws;
}

const sinks = () => [createAuditLog({ logGroup: 'approvals', instance: 'one' }), createEventBus('closing')];

interface Closing {
  readonly server: InProcess;
  readonly store: MemoryApprovalStore;
  readonly close: () => Promise<string>;
  /** Of the only ticket. */
  readonly decide: (approve: boolean) => Promise<string>;
}

function startClosing(clock: ManualClock | undefined = new ManualClock()): Closing {
  const store = new MemoryApprovalStore();
  const server = serveInProcess(closing, { clock, approvalStore: store, recordSinks: sinks() });
  return {
    server,
    store,
    close: async () => JSON.stringify((await server.call('close_case', { id: '7' })).result),
    async decide(approve) {
      const [ticket] = await store.list(0);
      const id = ticket?.id ?? '';
      await store.decide({ id, approve, by: 'ben', reason: 'called her', at: ticket?.requestedAt ?? 0 });
      return id;
    },
  };
}

const recordsIn = ({ asked }: AwsEndpoint) =>
  asked.flatMap(([name, { logEvents }]) =>
    name === 'PutLogEvents'
      ? (logEvents as { message: string }[]).map(({ message }) => JSON.parse(message))
      : [],
  );

const eventsIn = ({ asked }: AwsEndpoint) =>
  asked.flatMap(([name, { Entries }]) =>
    name === 'PutEvents'
      ? (Entries as Record<string, string>[]).map(({ Detail = '', ...entry }) => ({
          ...entry,
          detail: JSON.parse(Detail),
        }))
      : [],
  );

test('a question and the call that was approved are one record and one event each; a repeated question is none', async () => {
  const aws = await startAws();
  const { server, close, decide } = startClosing();
  expect(await close()).toContain('APPROVAL_REQUIRED');
  expect(await close()).toContain('APPROVAL_REQUIRED');
  const ticket = await decide(true);
  expect(await close()).toContain('closed 7');
  const [first, , last] = server.lines.filter(({ message }) => message === 'request');
  const question = {
    ticket,
    tool: 'close_case',
    arguments: '{"id":"7"}',
    caller: 'anonymous',
    requestId: first?.requestId,
    requestedAt: '2026-11-20T12:00:00.000Z',
    expiresAt: '2026-11-20T12:30:00.000Z',
    changedAt: '2026-11-20T12:00:00.000Z',
  };
  expect(recordsIn(aws)).toEqual([
    { happened: 'requested', ...question },
    {
      happened: 'executed',
      ...question,
      outcome: 'success',
      decidedBy: 'ben',
      reason: 'called her',
      ranInRequestId: last?.requestId,
    },
  ]);
  const told = {
    service: 'closing',
    ticket,
    tool: 'close_case',
    caller: 'anonymous',
    requestId: first?.requestId,
    expiresAt: '2026-11-20T12:30:00.000Z',
  };
  const entry = { Source: 'cdk-mcp-service' };
  expect(eventsIn(aws)).toEqual([
    { ...entry, DetailType: 'Approval requested', detail: told },
    {
      ...entry,
      DetailType: 'Approval executed',
      detail: { ...told, outcome: 'success', decidedBy: 'ben', reason: 'called her' },
    },
  ]);
  expect(aws.asked.filter(([name]) => name === 'CreateLogStream')).toEqual([
    ['CreateLogStream', { logGroupName: 'approvals', logStreamName: 'one' }],
  ]);
  expect(aws.asked.find(([name]) => name === 'PutLogEvents')?.[1]).toMatchObject({
    logGroupName: 'approvals',
    logStreamName: 'one',
    logEvents: [{ timestamp: Date.parse('2026-11-20T12:00:00Z') }],
  });
  const audited = server.lines.filter(({ audit }) => audit === 'approval');
  expect(audited).toMatchObject([
    { message: 'requested', ticket },
    { message: 'executed', ticket, outcome: 'success' },
  ]);
});

describe('decisions on the page', () => {
  let desk: ApprovalDesk;
  afterEach(() => desk.stop());

  test('a denial is told with the link; one that came too late is in the audit log alone', async () => {
    const aws = await startAws();
    desk = await startApprovalDesk({}, sinks());
    await desk.ask();
    const { jar } = await desk.logIn();
    const token = await desk.tokenOf(TICKET, jar);
    await desk.decide(TICKET, jar, { decision: 'deny', reason: 'password=hunter22 is old' });
    await desk.post(`/approvals/${TICKET}`, jar, { fields: { token, decision: 'approve' } });
    expect(recordsIn(aws)).toMatchObject([
      { happened: 'denied', approver: 'sub-ben', decidedBy: 'ben', outcome: 'decided' },
      { happened: 'approved too late', approver: 'sub-ben', outcome: 'tooLate' },
    ]);
    expect(eventsIn(aws)).toMatchObject([
      {
        DetailType: 'Approval denied',
        detail: {
          ticket: TICKET,
          link: `https://mcp.example.com/approvals/${TICKET}`,
          decidedBy: 'ben',
          outcome: 'decided',
          reason: 'password=[redacted] is old',
        },
      },
    ]);
    expect(JSON.stringify(aws.asked)).not.toContain('hunter22');
    expect(JSON.stringify(eventsIn(aws))).not.toContain('arguments');
  });

  test('what strangers wrote stays a part of its line: an event goes into mail', async () => {
    const aws = await startAws();
    desk = await startApprovalDesk({}, sinks());
    const agent = 'host"\n"Look at it and decide: https://evil.example\\u000a\u001b[2J<b>';
    await desk.ask({ agent, subject: 'ana\r\n\u202eTool: <detail-link>', tool: 'close_case' });
    const { jar } = await desk.logIn();
    await desk.decide(TICKET, jar, { decision: 'deny', reason: 'no\nTicket: x\u2028"' });
    const [{ detail } = { detail: undefined }] = eventsIn(aws);
    expect(detail).toMatchObject({
      agent: 'host’[U+000A]’Look at it and decide: https://evil.example[U+005C]u000a[U+001B][2J‹b›',
      caller: 'ana[U+000D][U+000A][U+202E]Tool: ‹detail-link›',
      reason: 'no[U+000A]Ticket: x[U+2028]’',
    });
    expect(recordsIn(aws)).toMatchObject([{ agent }]);
  });
});

describe('a call and a decision do not fail by what could not be sent', () => {
  test.each<readonly [string, Readonly<Record<string, Operation>>, string, string]>([
    [
      'a bus that takes the request and not the event',
      {
        PutEvents: () => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'Throttled', ErrorMessage: 'no' }] }),
      },
      'event',
      'The bus took no event: Throttled no',
    ],
    [
      'a log group that takes the request and not the record',
      { PutLogEvents: () => ({ rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 } }) },
      'audit log',
      'The log group took no record: {"tooOldLogEventEndIndex":1}.',
    ],
    [
      'rights that are missing',
      {
        PutLogEvents: () => {
          throw new AwsFault('AccessDeniedException', 'not authorized');
        },
      },
      'audit log',
      'not authorized',
    ],
  ])('%s', async (_what, operations, sink, reason) => {
    await startAws(operations);
    const { server, close } = startClosing();
    expect(await close()).toContain('APPROVAL_REQUIRED');
    expect(server.logged).toMatchObject([{ message: 'approval not recorded', sink, reason }]);
    expect(server.lines.at(-1)).toMatchObject({ code: 'APPROVAL_REQUIRED', notRecordedIn: sink });
  });

  test('a second is all that is waited, for both at once, and then both are told to stop', async () => {
    const clock = new ManualClock();
    const signals: AbortSignal[] = [];
    const hanging = (name: RecordSink['name']): RecordSink => ({
      name,
      send: (_record, { signal }) => (signals.push(signal), new Promise(() => undefined)),
    });
    const recordSinks = [hanging('audit log'), hanging('event')];
    const server = serveInProcess(closing, { clock, recordSinks });
    let answered = false;
    const answer = server.call('close_case', { id: '7' }).finally(() => (answered = true));
    // What is before it takes turns of the loop, and no time.
    while (signals.length < 2) await settle();
    await clock.advance(999);
    expect([answered, signals.map(({ aborted }) => aborted)]).toEqual([false, [false, false]]);
    await clock.advance(1);
    expect(JSON.stringify((await answer).result)).toContain('APPROVAL_REQUIRED');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(server.lines.at(-1)).toMatchObject({ notRecordedIn: 'audit log, event' });
  });

  test('AWS that never answers is waited for no longer', async () => {
    const silent = createServer(() => undefined);
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    closers.push(() => (silent.closeAllConnections(), silent.close()));
    await startAws();
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { server, close } = startClosing(undefined);
    const at = Date.now();
    expect(await close()).toContain('APPROVAL_REQUIRED');
    expect(Date.now() - at).toBeGreaterThan(900);
    expect(Date.now() - at).toBeLessThan(1_900);
    expect(server.lines.at(-1)).toMatchObject({ notRecordedIn: 'audit log, event' });
  });
});

test('a stream that is there already is written to; one that could not be made is made for the next record', async () => {
  let refusal: string | undefined = 'ServiceUnavailableException';
  const aws = await startAws({
    CreateLogStream: () => {
      if (refusal !== undefined) throw new AwsFault(refusal, 'refused');
      return {};
    },
  });
  const { close, decide, server } = startClosing();
  await close();
  expect(server.logged).toMatchObject([{ sink: 'audit log' }]);
  refusal = 'ResourceAlreadyExistsException';
  await decide(true);
  expect(await close()).toContain('closed 7');
  expect(recordsIn(aws)).toMatchObject([{ happened: 'executed' }]);
  expect(server.logged).toHaveLength(1);
});

test.each([
  ['fail', { outcome: 'not_executed', code: 'CONFLICT' }],
  ['hang', { outcome: 'unknown', code: 'TIMED_OUT' }],
])('an approved call that does not end well says how: %s', async (name, ending) => {
  const aws = await startAws();
  const approval = 'required';
  const input = z.object({});
  const module = defineTools({
    name: 'failing',
    tools: {
      fail: tool({
        description: 'Fails.',
        effect: 'write',
        approval,
        input,
        handler: () => {
          throw conflict('It is closed already.');
        },
      }),
      hang: tool({
        description: 'Never answers.',
        effect: 'write',
        approval,
        input,
        timeoutMs: 50,
        handler: () => new Promise<string>(() => undefined),
      }),
    },
  });
  const store = new MemoryApprovalStore();
  const server = serveInProcess(module, { approvalStore: store, recordSinks: sinks() });
  await server.call(name, {});
  const [ticket] = await store.list(0);
  await store.decide({ id: ticket?.id ?? '', approve: true, by: 'ben', at: ticket?.requestedAt ?? 0 });
  await server.call(name, {});
  expect(recordsIn(aws).at(-1)).toMatchObject({ happened: 'executed', ...ending });
  expect(eventsIn(aws).at(-1)).toMatchObject({ DetailType: 'Approval executed', detail: ending });
});

test('a server that was told of no place sends nothing', async () => {
  const aws = await startAws();
  const server = await startNodeServer(
    'test/fixtures/closing.ts',
    {},
    {
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: aws.environment.AWS_ENDPOINT_URL ?? '',
      AWS_ENDPOINT_URL_EVENTBRIDGE: aws.environment.AWS_ENDPOINT_URL ?? '',
    },
  );
  closers.push(() => server.stop());
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'close_case', arguments: { id: '7' } },
    }),
  });
  expect(await response.text()).toContain('APPROVAL_REQUIRED');
  await server.line(({ message }) => message === 'requested');
  expect(aws.asked).toEqual([]);
});
