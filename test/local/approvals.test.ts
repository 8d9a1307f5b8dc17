import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { KEY_CHARACTERS, type Ticket } from '../../lambda/state/approvals/approvals';
import { DynamoDbApprovalStore } from '../../lambda/state/approvals/dynamodb-store';
import { decide } from '../../local/operations/approvals';
import { describeTicket, lineOfTicket } from '../../local/operations/describe-ticket';
import { startAwsEndpoint } from '../support/aws-endpoint';
import { run, type Finished } from '../support/processes';
import { startState } from '../support/state-engine';

type State = Awaited<ReturnType<typeof startState>>;
let state: State;
let store: DynamoDbApprovalStore;
beforeAll(async () => {
  state = await startState();
  store = new DynamoDbApprovalStore(
    () => Promise.resolve(state.engine.client),
    state.settings.idempotencyTable,
  );
});
afterAll(() => state.stop());

function command(...args: string[]): Promise<Finished> {
  return run(process.execPath, ['--import', 'tsx', 'bin/cli.ts', 'approvals', ...args], {
    env: { ...process.env, ...state.environment },
  });
}

const table = () => ['--table', state.settings.idempotencyTable];

function ticketOf(name: string, overrides: Partial<Ticket> = {}): Ticket {
  const key = name.padEnd(KEY_CHARACTERS, '-');
  return {
    id: `${key}1`,
    key,
    tool: 'refund',
    arguments: '{"order":"o-7","amount":7}',
    subject: 'ana',
    tenant: 'acme',
    agent: 'claude',
    requestId: 'request-1',
    stateKey: 'c3RhdGUta2V5',
    requestedAt: Date.now(),
    // Half a minute more: what is left is told rounded down.
    expiresAt: Date.now() + 630_000,
    status: 'pending',
    ...overrides,
  };
}

async function auditOf(id: string) {
  const { Items = [] } = await state.engine.client.send(
    new QueryCommand({
      TableName: state.settings.idempotencyTable,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'APPROVAL_AUDIT' } },
    }),
  );
  return Items.filter(({ ticket }) => ticket?.S === id);
}

it('lists what waits, shows it, takes one decision, and keeps who made it', async () => {
  expect(await command('list', ...table())).toMatchObject({
    code: 0,
    stdout: 'Nothing waits for a person.\n',
  });
  const { id, key } = await store.ask(ticketOf('refund'));
  expect((await command('list', ...table())).stdout).toBe(
    `${id}: refund for "ana" of "acme" through "claude"; pending, 10 min left\n`,
  );
  const shown = await command('show', id, ...table());
  expect(shown.stdout).toContain(
    '\narguments  {\n             "order": "o-7",\n             "amount": 7\n           }\n',
  );
  const approved = await command('approve', id, '--operator', 'ben', '--reason', 'called her', ...table());
  expect(approved).toMatchObject({ code: 0, stderr: '' });
  expect(approved.stdout).toMatch(
    /\nstanding {3}approved by ben at 20.*Z, 10 min left\nreason {5}called her\n/,
  );
  expect(approved.stdout).toMatch(/\nApproved: the same call runs once when it is made again in time\.\n$/);
  const second = await command('deny', id, '--operator', 'cleo', '--reason', 'no', ...table());
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(
    /^Nothing was changed: the ticket is approved by ben at 20.*Z, 10 min left\.\n$/,
  );
  expect(await store.find(key, Date.now())).toMatchObject({ status: 'approved', decidedBy: 'ben' });
  expect(await auditOf(id)).toEqual([
    {
      pk: { S: 'APPROVAL_AUDIT' },
      sk: { S: expect.stringMatching(new RegExp(`^\\d{4}-.*Z#${id}#ben$`)) },
      decision: { S: 'approved' },
      operator: { S: 'ben' },
      ticket: { S: id },
      tool: { S: 'refund' },
      subject: { S: 'ana' },
      tenant: { S: 'acme' },
      reason: { S: 'called her' },
      at: { S: expect.stringMatching(/^20.*Z$/) },
    },
  ]);
});

it.each(['approve', 'deny'])('%s stands first, too', async (decision) => {
  const { id, key } = await store.ask(ticketOf(`first-${decision}`));
  const args = [decision, id, '--operator', 'ben', '--reason', 'why', ...table()];
  const finished = await run(process.execPath, ['--import', 'tsx', 'bin/cli.ts', ...args], {
    env: { ...process.env, ...state.environment },
  });
  expect(finished).toMatchObject({ code: 0, stderr: '' });
  expect(await store.find(key, Date.now())).toMatchObject({
    status: decision === 'approve' ? 'approved' : 'denied',
  });
});

it('also tells the audit log and the bus, where it is told of them', async () => {
  const aws = await startAwsEndpoint({
    CreateLogStream: () => ({}),
    PutLogEvents: () => ({}),
    PutEvents: () => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'Throttled' }] }),
  });
  const { id } = await store.ask(ticketOf('told'));
  const { AWS_ENDPOINT_URL: url = '' } = aws.environment;
  const finished = await run(
    process.execPath,
    // prettier-ignore
    ['--import', 'tsx', 'bin/cli.ts', 'approvals', 'approve', id, '--operator', 'ben', ...table(), '--audit-log', 'audit', '--service', 'desk'],
    { env: { ...process.env, ...aws.environment, ...state.environment, AWS_ENDPOINT_URL: url } },
  );
  await aws.close();
  expect(finished.code).toBe(1);
  expect(finished.stdout).toContain('Approved: the same call runs once');
  expect(finished.stderr).toBe(
    'The decision stands, and is in the audit of the table. The event was not written: The bus took no event: Throttled\n',
  );
  const asked = new Map(aws.asked);
  expect(asked.get('PutLogEvents')).toMatchObject({ logGroupName: 'audit' });
  const [{ message } = { message: '' }] = (asked.get('PutLogEvents') ?? {}).logEvents as {
    message: string;
  }[];
  expect(JSON.parse(message)).toMatchObject({
    happened: 'approved',
    ticket: id,
    tool: 'refund',
    caller: 'ana',
    decidedBy: 'ben',
    outcome: 'decided',
  });
  const [entry] = (asked.get('PutEvents') ?? {}).Entries as { DetailType: string; Detail: string }[];
  expect(entry?.DetailType).toBe('Approval approved');
  expect(JSON.parse(entry?.Detail ?? '')).toMatchObject({ service: 'desk', ticket: id, decidedBy: 'ben' });
  expect(await auditOf(id)).toHaveLength(1);
});

it('denies with a reason', async () => {
  const { id, key } = await store.ask(ticketOf('deny'));
  expect((await command('deny', id, '--operator', 'ben', '--reason', 'not hers', ...table())).stdout).toMatch(
    /\nDenied: the same call is told so until the ticket is over\.\n$/,
  );
  expect(await store.find(key, Date.now())).toMatchObject({ status: 'denied', reason: 'not hers' });
  expect(await auditOf(id)).toMatchObject([{ decision: { S: 'denied' } }]);
});

it('says that a ticket is over, or that there is none, and leaves no trace of a decision', async () => {
  const { id } = await store.ask(ticketOf('over', { requestedAt: 1, expiresAt: 2_000 }));
  const late = await command('approve', id, ...table());
  expect([late.code, late.stderr]).toEqual([
    1,
    'Nothing was changed: the ticket is over since 1970-01-01T00:00:02Z.\n',
  ]);
  expect((await command('show', id, ...table())).stdout).toContain('over since 1970-01-01T00:00:02Z');
  const stranger = await command('approve', `${id}2`, ...table());
  expect([stranger.code, stranger.stderr]).toEqual([
    1,
    'Nothing was changed. There is no such ticket: the id is another, the same was asked anew, or it is over for more than a day. See: approvals list.\n',
  ]);
  expect([...(await auditOf(id)), ...(await auditOf(`${id}2`))]).toEqual([]);
});

it('takes one of two decisions of the same moment, and has a trace of it', async () => {
  const { id } = await store.ask(ticketOf('race'));
  const now = Date.now();
  const at = { client: state.engine.client, tableName: state.settings.idempotencyTable, now: () => now };
  const answers = await Promise.all([
    decide(at, { id, approve: true, operator: 'ben' }),
    decide(at, { id, approve: false, operator: 'cleo', reason: 'no' }),
  ]);
  expect(answers.map(({ kind }) => kind).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'decided',
    'tooLate',
  ]);
  const taken = (await store.find(ticketOf('race').key, now))?.decidedBy;
  expect((await auditOf(id)).map(({ operator }) => operator?.S)).toContain(taken);
});

it('is told of its own decision when only the first answer to it was lost', async () => {
  const { id } = await store.ask(ticketOf('lost'));
  const client = new DynamoDBClient({
    endpoint: state.engine.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'desk', secretAccessKey: 'desk' },
  });
  let lost = 0;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        if (commandName !== 'UpdateItemCommand' || lost > 0) return answer;
        lost += 1;
        throw Object.assign(new Error('reset'), { name: 'TimeoutError', code: 'ECONNRESET' });
      },
    { step: 'finalizeRequest', priority: 'low' },
  );
  const at = { client, tableName: state.settings.idempotencyTable, now: Date.now };
  expect(await decide(at, { id, approve: true, operator: 'ben' })).toMatchObject({ kind: 'decided' });
  expect(lost).toBe(1);
  client.destroy();
});

it('writes the trace first: without it nothing is decided', async () => {
  const { id, key } = await store.ask(ticketOf('trace'));
  const { client } = state.engine;
  // A key of more than 1,024 bytes is refused.
  const operator = 'x'.repeat(1_100);
  const at = { client, tableName: state.settings.idempotencyTable, now: Date.now };
  await expect(decide(at, { id, approve: true, operator })).rejects.toThrow('1024');
  expect(await store.find(key, Date.now())).toMatchObject({ status: 'pending' });
});

it('writes out what would fool a terminal, wherever it stands', () => {
  const bad = 'a\u001b[2K\r\u202eb\u200b\u{e0041}\u2028\u009b1m\nstanding   approved';
  const fooling = ticketOf('fool', {
    arguments: JSON.stringify({ [bad]: bad }),
    subject: bad,
    tenant: bad,
    agent: bad,
    tool: bad,
    requestId: bad,
    reason: bad,
    decidedBy: bad,
    decidedAt: 1,
    status: 'denied',
  });
  const texts = [
    describeTicket(fooling, 0),
    describeTicket({ ...fooling, arguments: bad }, 0),
    lineOfTicket(fooling, 0),
  ];
  for (const text of texts) {
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(text.split('\n').filter((line) => line.startsWith('standing   approved'))).toEqual([]);
  }
  expect(texts[0]?.split('\n')).toHaveLength(9);
  expect(texts[1]).toContain(String.raw`a\u001b[2K\u000d\u202eb\u200b\u{e0041}\u2028\u009b1m\u000astanding`);
});

it.each([
  [['shout'], 'approvals list'],
  [['show'], 'approvals list'],
  [['approve', 'a', 'b'], 'approvals list'],
])('answers %j with what there is', async (args, start) => {
  expect(await command(...args)).toMatchObject({
    code: 2,
    stderr: `Say what to do: ${start}, approvals show <id>, approvals approve <id>, approvals deny <id>.\n`,
  });
});

it.each([
  [['list'], "Name the service's idempotency table: --table <name> (an output of the stack)."],
  [['deny', 'x', '--table', 't'], 'Say why, for whoever asked: --reason "…".'],
])('answers %j with one line and code 2', async (args, message) => {
  expect(await command(...args)).toMatchObject({ code: 2, stderr: `${message}\n` });
});
