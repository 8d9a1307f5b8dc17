import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { run, type Finished } from '../support/processes';
import { startState } from '../support/state-engine';

type State = Awaited<ReturnType<typeof startState>>;
let state: State;
beforeAll(async () => {
  state = await startState();
});
afterAll(() => state.stop());

function command(...args: string[]): Promise<Finished> {
  const table = ['--table', state.settings.idempotencyTable];
  return run(process.execPath, ['--import', 'tsx', 'bin/cli.ts', 'switch', ...args, ...table], {
    env: { ...process.env, ...state.environment },
  });
}

it('switches off, lists, switches on, and keeps who did it and why', async () => {
  expect((await command('list')).stdout).toBe('Nothing is switched off.\n');
  const off = await command('off', 'tool', 'issue_refund', '--reason', 'incident 7', '--operator', 'ana');
  expect(off).toMatchObject({
    code: 0,
    stdout: 'tool issue_refund is off; every server stops it within 15 seconds.\n',
  });
  expect((await command('list')).stdout).toBe('tool issue_refund: incident 7\n');
  expect((await command('on', 'tool', 'issue_refund', '--operator', 'ben')).stdout).toBe(
    'tool issue_refund is on again within 15 seconds.\n',
  );
  expect((await command('on', 'tool', 'issue_refund')).stdout).toBe('tool issue_refund was not off.\n');
  const audit = await state.engine.client.send(
    new QueryCommand({
      TableName: state.settings.idempotencyTable,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'SWITCH_AUDIT' } },
    }),
  );
  expect(audit.Items?.slice(0, 2)).toMatchObject([
    { switchedTo: { S: 'off' }, reason: { S: 'incident 7' }, operator: { S: 'ana' } },
    { switchedTo: { S: 'on' }, operator: { S: 'ben' } },
  ]);
});

it.each([
  [['off', 'tool', 'refund'], 'Say why, for whoever finds it later: --reason "…".'],
  [['off', 'user', 'ana', '--reason', 'x'], 'Say what: switch off <tool|caller|agent|tenant> <name>.'],
  [['flip'], 'Say what to do: switch list, switch off <kind> <name>, switch on <kind> <name>.'],
])('answers %j with one line and code 2', async (args, message) => {
  expect(await command(...args)).toMatchObject({ code: 2, stderr: `${message}\n` });
});
