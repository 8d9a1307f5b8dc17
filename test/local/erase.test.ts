import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { ServiceRates } from 'cdk-mcp-service';
import { systemClock } from '../../lambda/clock';
import { callerHash } from '../../lambda/idempotency/call-key';
import { asksOf } from '../../lambda/approvals/asking';
import { createLimiter } from '../../lambda/limits/limiter';
import { createUsesOf } from '../../lambda/limits/uses';
import { KEY_CHARACTERS, type Ticket } from '../../lambda/state/approvals/approvals';
import { DynamoDbApprovalStore } from '../../lambda/state/approvals/dynamodb-store';
import { DynamoDbIdempotencyStore } from '../../lambda/state/idempotency/dynamodb-store';
import type { Claim } from '../../lambda/state/idempotency/store';
import { DynamoDbLimitStore } from '../../lambda/state/limits/dynamodb-store';
import { decide } from '../../local/operations/approvals';
import { erase, fatesOf } from '../../local/operations/erase';
import { switchOff } from '../../local/operations/switches';
import { tracesOf } from '../../local/operations/traces';
import { run, type Finished } from '../support/processes';
import { startState } from '../support/state-engine';

type State = Awaited<ReturnType<typeof startState>>;
const RESULT = '{"kind":"result","result":{"content":[{"type":"text","text":"Ana, Elm Street 5"}]}}';
const HOUR = 3_600_000;
const YES = ['--yes', '--reason', 'case 8'];
let state: State;
let store: DynamoDbIdempotencyStore;
beforeAll(async () => {
  state = await startState();
  store = new DynamoDbIdempotencyStore(client, state.settings.idempotencyTable);
});
afterAll(() => state.stop());

const client = () => Promise.resolve(state.engine.client);

/** Every test has callers of its own: they share the tables. */
const somebody = (): string => `somebody-${randomUUID()}`;

function command(...args: string[]): Promise<Finished> {
  const tables = ['--table', state.settings.idempotencyTable, '--limits-table', state.settings.limitsTable];
  return run(process.execPath, ['--import', 'tsx', 'bin/cli.ts', 'erase', ...args, ...tables], {
    env: { ...process.env, ...state.environment },
  });
}

/** A call that began `ago` milliseconds ago, of a tool that may take 25 seconds. */
async function claimed(subject: string, ago: number, more: Partial<Claim> = {}): Promise<Claim> {
  const claimedAt = Math.floor((Date.now() - ago) / 1_000) * 1_000;
  const claim = {
    id: randomUUID(),
    owner: randomUUID(),
    validation: 'v',
    tool: 'refund',
    requestId: 'request-1',
    caller: callerHash({ subject }),
    claimedAt,
    deadlineAt: claimedAt + 25_000,
    expiresAt: claimedAt + 7 * 24 * HOUR,
    ...more,
  };
  expect(await store.claim(claim)).toEqual({ kind: 'claimed' });
  return claim;
}

async function completed(subject: string, ago: number, more: Partial<Claim> = {}): Promise<Claim> {
  const claim = await claimed(subject, ago, more);
  expect(await store.complete(claim, RESULT)).toBe(true);
  return claim;
}

/** All that is stored: what is not in it is gone. */
async function everything(): Promise<unknown> {
  const pages = await Promise.all(
    Object.values(state.settings).map((TableName) =>
      state.engine.client.send(new ScanCommand({ TableName })),
    ),
  );
  return pages.map(({ Items }) => Items);
}

async function audit(hash: string): Promise<unknown[]> {
  const { Items = [] } = await state.engine.client.send(
    new QueryCommand({
      TableName: state.settings.idempotencyTable,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'ERASURE_AUDIT' } },
    }),
  );
  return Items.filter(({ sk }) => sk?.S?.endsWith(`#${hash}`));
}

it('removes results and keeps that the calls ran, after having said so', async () => {
  const ana = somebody();
  const { id, claimedAt, expiresAt } = await completed(ana, 2 * HOUR);
  const others = await completed(somebody(), 2 * HOUR);
  const before = await everything();
  const sentence =
    `call ${id} of refund at ${new Date(claimedAt).toISOString()}: its result is removed. ` +
    `That it ran is kept until ${new Date(expiresAt).toISOString()}: a retry with its key does not run again.\n`;
  expect(await command('--subject', ana)).toMatchObject({
    code: 0,
    stdout: `${sentence}Nothing was changed. To do it: the same with --yes and --reason "…".\n`,
  });
  expect(await everything()).toEqual(before);

  const done = await command('--subject', ana, '--yes', '--reason', 'case 7', '--operator', 'ben');
  expect(done).toMatchObject({
    code: 0,
    stdout: `${sentence}Erased: 1 of 1 records, 0 of 0 tickets, 0 counters.\n`,
  });
  expect(await store.read(id, Date.now())).toMatchObject({
    status: 'COMPLETED',
    data: '{"kind":"confirmed"}',
  });
  expect(await store.read(others.id, Date.now())).toMatchObject({ data: RESULT });
  expect(await audit(callerHash({ subject: ana }))).toEqual([
    expect.objectContaining({
      operator: { S: 'ben' },
      reason: { S: 'case 7' },
      results: { N: '1' },
      records: { N: '0' },
      tickets: { N: '0' },
      counters: { N: '0' },
    }),
  ]);
  expect(JSON.stringify(await everything())).not.toContain(ana);
  expect((await command('--subject', ana)).stdout).toContain(
    ': its result is gone. That it ran is kept until',
  );
});

it('forgets kept calls only when told so, and says that a retry runs again', async () => {
  const ana = somebody();
  const { id } = await completed(ana, 2 * HOUR);
  const lost = await claimed(ana, 2 * HOUR);
  expect((await command('--subject', ana)).stdout).toContain(
    `nobody knows whether it ran, and it has no result. To end that: resolve --id ${lost.id}\n`,
  );
  const { stdout } = await command('--subject', ana, '--including-recent', ...YES);
  expect(stdout).toContain('deleted; a retry with its key runs again.\n');
  expect(stdout).toContain('Erased: 2 of 2 records, 0 of 0 tickets, 0 counters.\n');
  expect(await store.read(id, 0)).toBeUndefined();
  expect(await store.read(lost.id, 0)).toBeUndefined();
});

it('never touches a call that may run, and says that it is not done', async () => {
  const ana = somebody();
  const running = await claimed(ana, 0);
  const { code, stdout, stderr } = await command('--subject', ana, '--including-recent', ...YES);
  expect(stdout).toContain(
    `LEFT: its server may be at work until ${new Date(running.deadlineAt).toISOString()}.`,
  );
  expect([code, stderr]).toEqual([1, '1 calls run or have just changed. Do the same again in a while.\n']);
  expect(await store.complete(running, RESULT)).toBe(true);
});

it('deletes what expired, and leaves a record that was claimed anew while it looked', async () => {
  const ana = somebody();
  const gone = await completed(ana, 2 * HOUR, { expiresAt: Math.floor(Date.now() / 1_000) * 1_000 - HOUR });
  const again = await completed(ana, 2 * HOUR, { expiresAt: Math.floor(Date.now() / 1_000) * 1_000 - HOUR });
  const tables = {
    client: state.engine.client,
    tableName: state.settings.idempotencyTable,
    limitsTable: state.settings.limitsTable,
    now: Date.now,
  };
  const fates = fatesOf(await tracesOf(tables, { subject: ana }, []), Date.now(), false);
  expect(fates.map(({ fate }) => fate)).toEqual(['delete', 'delete']);
  const anew = await claimed(ana, 0, { id: again.id });
  const none = { tickets: [], counters: [] };
  const erasure = { who: { subject: ana }, fates, ...none, operator: 'ben', reason: 'case 10' };
  expect((await erase(tables, erasure)).records.map(({ id }) => id)).toEqual([again.id]);
  expect(await store.read(gone.id, 0)).toBeUndefined();
  expect(await store.read(again.id, 0)).toMatchObject({ owner: anew.owner });
});

it('finds the counters of the caller, those by tool where it knows the tool, and nobody else’s', async () => {
  const rate = { perMinute: 60, burst: 30 };
  const rates: ServiceRates = {
    caller: rate,
    callerWrites: rate,
    callerTool: rate,
    tenant: rate,
    tool: rate,
  };
  const limiter = createLimiter({
    store: new DynamoDbLimitStore(client, state.settings.limitsTable),
    clock: systemClock,
  });
  // A call waits for its limits for a moment only, and the client is slow the first time.
  await limiter.warmUp();
  const [ana, ben] = [somebody(), somebody()];
  for (const subject of [ana, ben])
    for (const [name, effect] of [
      ['refund', 'write'],
      ['search', 'read'],
    ] as const) {
      const uses = createUsesOf(rates)({ subject, tenant: 'acme' }, { name, effect });
      expect(await limiter.take(uses, 'deny')).toMatchObject({ kind: 'admitted' });
    }
  const asks = asksOf({ subject: ana, tenant: 'acme' }, 'refund');
  expect(await limiter.take(asks, 'deny')).toMatchObject({ kind: 'admitted' });
  const named = ['--subject', ana, '--tenant', 'acme'];
  expect((await command('--subject', ana)).stdout).toContain(
    'The tables hold no call, no ticket and no counter',
  );
  expect((await command(...named)).stdout.match(/^counter \S+/gm)).toEqual([
    expect.stringMatching(/^counter caller#/),
    expect.stringMatching(/^counter writes#/),
    expect.stringMatching(/^counter ask-caller#/),
  ]);
  const { code, stdout } = await command(...named, '--tool', 'refund', '--tool', 'search', ...YES);
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining('Erased: 0 of 0 records, 0 of 0 tickets, 6 counters.\n'),
  ]);
  const { Items = [] } = await state.engine.client.send(
    new ScanCommand({ TableName: state.settings.limitsTable }),
  );
  const kinds = Items.map(({ pk }) => pk?.S?.split('#')[1]).toSorted((a = '', b = '') => a.localeCompare(b));
  expect(kinds).toEqual(['caller', 'caller-tool', 'caller-tool', 'tenant', 'tool', 'tool', 'writes']);
});

describe('tickets', () => {
  let tickets: DynamoDbApprovalStore;
  beforeAll(() => {
    tickets = new DynamoDbApprovalStore(client, state.settings.idempotencyTable);
  });

  async function asked(subject: string, more: Partial<Ticket> = {}): Promise<Ticket> {
    const key = randomUUID().slice(0, KEY_CHARACTERS);
    return tickets.ask({
      id: `${key}1`,
      key,
      tool: 'refund',
      arguments: '{"street":"Elm Street 5"}',
      subject,
      requestId: 'request-1',
      stateKey: 'c3RhdGUta2V5',
      requestedAt: Date.now(),
      expiresAt: Date.now() + HOUR,
      status: 'pending',
      ...more,
    });
  }

  const decision = (id: string, approve = true, operator = 'ben') =>
    decide(
      { client: state.engine.client, tableName: state.settings.idempotencyTable, now: Date.now },
      { id, approve, operator, reason: 'asked' },
    );

  it('are deleted however they stand: none is approved later, and none that was approved runs', async () => {
    const ana = somebody();
    const pending = await asked(ana);
    const approved = await asked(ana);
    const denied = await asked(ana);
    const over = await asked(ana, { requestedAt: 1_000, expiresAt: 2_000 });
    await decision(approved.id);
    await decision(denied.id, false);
    const all = [pending, approved, denied, over];
    const before = (await command('--subject', ana)).stdout;
    expect(
      before.match(/^ticket \S+ of refund, \w+: deleted; it approves nothing any more\.$/gm),
    ).toHaveLength(4);
    expect(await tickets.find(pending.key, Date.now())).toMatchObject({ status: 'pending' });

    const { code, stdout } = await command('--subject', ana, ...YES);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('Erased: 0 of 0 records, 4 of 4 tickets, 0 counters.\n'),
    ]);
    expect(stdout).toContain(
      'kept: 2 entries of APPROVAL_AUDIT name the caller, with who decided what and why.\n',
    );
    for (const { key } of all) expect(await tickets.find(key, 0)).toBeUndefined();
    expect(await decision(pending.id)).toEqual({ kind: 'unknown' });
    expect(await tickets.use(approved.key, Date.now())).toBe(false);
    expect(await audit(callerHash({ subject: ana }))).toMatchObject([{ tickets: { N: '4' } }]);
  });

  it('of others stay: of a longer name, of a shorter one, of another tenant, of none', async () => {
    const ana = somebody();
    const acme = { tenant: 'acme' };
    const others = [
      await asked(`${ana}1`, acme),
      await asked(ana.slice(0, -1), acme),
      await asked(ana.toUpperCase(), acme),
      await asked(ana, { tenant: 'globex' }),
      await asked(ana),
    ];
    const own = await asked(ana, acme);
    await decision((await asked(`${ana}1`, acme)).id);
    const { stdout } = await command('--subject', ana, '--tenant', 'acme', ...YES);
    expect(stdout).toContain('Erased: 0 of 0 records, 1 of 1 tickets, 0 counters.\n');
    expect(stdout).not.toContain('APPROVAL_AUDIT');
    expect(await tickets.find(own.key, 0)).toBeUndefined();
    for (const { key, id } of others) expect(await tickets.find(key, 0)).toMatchObject({ id });
  });

  it('that the caller decided for others stay, with their decision, and are counted', async () => {
    const [ana, ben] = [somebody(), somebody()];
    const ticket = await asked(ana);
    await decision(ticket.id, true, ben);
    const { stdout } = await command('--subject', ben, ...YES);
    expect(stdout).toContain('The tables hold no call, no ticket and no counter of this caller.\n');
    expect(stdout).toContain(
      'kept: 1 tickets of others say that the caller decided them; they go a day after they are over.\n',
    );
    expect(stdout).toContain(
      'kept: 1 entries of APPROVAL_AUDIT name the caller, with who decided what and why.\n',
    );
    expect(await tickets.find(ticket.key, 0)).toMatchObject({ decidedBy: ben, reason: 'asked' });
  });

  it('that were asked anew meanwhile are left, and said to be', async () => {
    const ana = somebody();
    const first = await asked(ana, { requestedAt: 1_000, expiresAt: 2_000 });
    const gone = await asked(ana);
    const again = await asked(ana, { key: first.key, id: `${first.key}2` });
    await state.engine.client.send(
      new DeleteItemCommand({
        TableName: state.settings.idempotencyTable,
        Key: { pk: { S: 'APPROVAL' }, sk: { S: gone.key } },
      }),
    );
    const tables = {
      client: state.engine.client,
      tableName: state.settings.idempotencyTable,
      limitsTable: state.settings.limitsTable,
      now: Date.now,
    };
    const erasure = { who: { subject: ana }, fates: [], counters: [], operator: 'ben', reason: 'case 11' };
    expect(await erase(tables, { ...erasure, tickets: [first, gone] })).toEqual({
      records: [],
      tickets: [first],
    });
    expect(await tickets.find(first.key, 0)).toMatchObject({ id: again.id });
  });
});

it('says what it keeps: switches, their audit, and records that do not say whose they are', async () => {
  const ana = somebody();
  const switches = { client: state.engine.client, tableName: state.settings.idempotencyTable, now: Date.now };
  await switchOff(switches, { kind: 'caller', name: ana, reason: 'abuse', operator: 'ben' });
  const { caller: _named, ...older } = await claimed(ana, HOUR);
  await state.engine.client.send(
    new PutItemCommand({
      TableName: state.settings.idempotencyTable,
      Item: { pk: { S: `call#${older.id}-older` }, sk: { S: 'call' }, status: { S: 'UNKNOWN' } },
    }),
  );
  const { stdout } = await command('--subject', ana);
  expect(stdout).toContain(
    '1 records of an older release do not say whose they are; they go when they expire.\n',
  );
  expect(stdout).toContain('kept: the caller is switched off. To end that: switch on caller …\n');
  expect(stdout).toContain('kept: 1 entries of SWITCH_AUDIT name the caller, with who switched and why.\n');
});

it.each([
  [[], 'Say whose traces: --subject <sub>, and --tenant <name> where callers have one.'],
  [['--subject', 'ana', '--yes'], 'Say why, for whoever is asked later: --reason "…".'],
  [['--subject', 'ana', '--all'], "Unknown option '--all'. See: cdk-mcp-service --help"],
  [
    ['--subject', 'ana', '--table', ''],
    "Name the service's tables: --table <name> --limits-table <name> (outputs of the stack).",
  ],
])('answers %j with one line and code 2', async (args, message) => {
  const tables = args.includes('--table') ? [] : ['--table', 't', '--limits-table', 'l'];
  const finished = await run(
    process.execPath,
    ['--import', 'tsx', 'bin/cli.ts', 'erase', ...args, ...tables],
    { env: { ...process.env, ...state.environment } },
  );
  expect(finished).toMatchObject({ code: 2, stderr: `${message}\n` });
});
