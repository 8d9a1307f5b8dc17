import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { explicitId } from '../../lambda/idempotency/resolve-unknown';
import { DynamoDbIdempotencyStore } from '../../lambda/state/idempotency/dynamodb-store';
import { run, type Finished } from '../support/processes';
import { startState } from '../support/state-engine';

type State = Awaited<ReturnType<typeof startState>>;
let state: State;
let store: DynamoDbIdempotencyStore;
beforeAll(async () => {
  state = await startState();
  store = new DynamoDbIdempotencyStore(
    () => Promise.resolve(state.engine.client),
    state.settings.idempotencyTable,
  );
});
afterAll(() => state.stop());

function command(...args: string[]): Promise<Finished> {
  return run(process.execPath, ['--import', 'tsx', 'bin/cli.ts', 'resolve', ...args], {
    env: { ...process.env, ...state.environment },
  });
}

const known = () => ['--table', state.settings.idempotencyTable, '--reason', 'bank statement'];
const BY_KEY = ['--key', 'order-7', '--tool', 'refund', '--subject', 'ana', '--tenant', 'acme'];

/** A call that began `ago` milliseconds ago and was never heard of again. */
async function lost(id: string, ago: number): Promise<void> {
  const claimedAt = Date.now() - ago;
  const claim = {
    id,
    owner: 'gone',
    validation: 'v',
    tool: 'refund',
    requestId: 'request-1',
    claimedAt,
    deadlineAt: claimedAt + 25_000,
    expiresAt: claimedAt + 3_600_000,
  };
  expect(await store.claim(claim)).toEqual({ kind: 'claimed' });
}

it('frees the key of a call that did not run, by the id of its line', async () => {
  await lost('call-1', 60_000);
  expect(await command('not-executed', '--id', 'call-1', ...known())).toMatchObject({
    code: 0,
    stdout: 'Resolved: the key is free, and the next call with it runs.\n',
  });
  expect(await store.read('call-1', Date.now())).toBeUndefined();
});

it('ends a call that ran, by the key of its caller, and keeps who said so', async () => {
  const id = explicitId({ tenant: 'acme', subject: 'ana', tool: 'refund' }, 'order-7');
  await lost(id, 60_000);
  expect(await command('executed', ...BY_KEY, '--operator', 'ben', ...known())).toMatchObject({
    code: 0,
    stdout: 'Resolved: calls with this key are told that it ran.\n',
  });
  expect(await store.read(id, Date.now())).toMatchObject({ status: 'COMPLETED' });
  const audit = await state.engine.client.send(
    new QueryCommand({
      TableName: state.settings.idempotencyTable,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'RESOLUTION_AUDIT' } },
    }),
  );
  expect(audit.Items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        sk: { S: expect.stringMatching(new RegExp(`^\\d{4}-.*#${id}$`)) },
        verdict: { S: 'executed' },
        operator: { S: 'ben' },
        reason: { S: 'bank statement' },
      }),
    ]),
  );
  expect(await command('not-executed', ...BY_KEY, ...known())).toMatchObject({
    code: 1,
    stderr: 'Nothing was changed: it is known how this call ended. Calls with the key get its answer.\n',
  });
});

it('waits for a server that may still be at work', async () => {
  await lost('call-2', 0);
  const { code, stderr } = await command('not-executed', '--id', 'call-2', ...known());
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^Nothing was changed: its server may still be at work until 20\d\d-.*Z\. Try again then\.\n$/,
  );
});

it('says that there is nothing to resolve, and leaves nothing behind under the id', async () => {
  const { code, stderr } = await command('executed', '--id', 'call-3', ...known());
  expect([code, stderr]).toEqual([
    1,
    'Nothing was changed: there is no record of this call, or it is no longer kept. The next call with the key runs.\n',
  ]);
  const { Item } = await state.engine.client.send(
    new GetItemCommand({
      TableName: state.settings.idempotencyTable,
      Key: { pk: { S: 'call-3' }, sk: { S: 'call-3' } },
    }),
  );
  expect(Item).toBeUndefined();
});

it.each([
  [['maybe', '--id', 'x'], 'Say what you found out: resolve executed, or resolve not-executed.'],
  [
    ['executed', '--id', 'x'],
    "Name the service's idempotency table: --table <name> (an output of the stack).",
  ],
  [['executed', '--id', 'x', '--table', 't'], 'Say where you know it from: --reason "…".'],
  [
    ['executed', '--key', 'x', '--table', 't', '--reason', 'r'],
    "Say which call: --id <idempotencyId of its line>, or --key <its caller's key> --tool <name> --subject <caller> [--tenant <name>].",
  ],
])('answers %j with one line and code 2', async (args, message) => {
  expect(await command(...args)).toMatchObject({ code: 2, stderr: `${message}\n` });
});
