import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createSwitchStore } from '../../../../lambda/state/switches/dynamodb';
import { createFindSwitch, type Switch, type SwitchStore } from '../../../../lambda/state/switches/switches';
import workbench from '../../../fixtures/workbench';
import { serveInProcess } from '../../../support/in-process';
import { ManualClock } from '../../../support/manual-clock';
import { startState } from '../../../support/state-engine';

const OFF: Switch = { kind: 'tool', name: 'add', reason: 'incident 7' };

function storeOf(...switches: Switch[]) {
  const state = { switches, reads: 0, broken: false };
  const store: SwitchStore = {
    list() {
      state.reads += 1;
      return state.broken ? Promise.reject(new Error('throttled')) : Promise.resolve(state.switches);
    },
    changes: () => Promise.resolve([]),
  };
  return { state, store };
}

it.each<[Switch['kind'], string]>([
  ['tool', 'refund'],
  ['caller', 'ana'],
  ['agent', 'claude'],
  ['tenant', 'acme'],
])('stops a %s that is off, and no other', async (kind, name) => {
  const { store } = storeOf({ kind, name, reason: 'r' });
  const find = createFindSwitch(store, new ManualClock(), () => undefined);
  expect(await find({ tool: 'refund', caller: 'ana', agent: 'claude', tenant: 'acme' })).toMatchObject({
    kind,
    name,
  });
  expect(await find({ tool: 'x', caller: 'x', agent: 'x', tenant: 'x' })).toBeUndefined();
  expect(await find({})).toBeUndefined();
});

it('does not take one kind of name for another', async () => {
  const { store } = storeOf({ kind: 'caller', name: 'refund', reason: 'r' });
  expect(
    await createFindSwitch(store, new ManualClock(), () => undefined)({ tool: 'refund' }),
  ).toBeUndefined();
});

it('is read once for many calls, and again before it is 15 seconds old', async () => {
  const { state, store } = storeOf();
  const clock = new ManualClock();
  const find = createFindSwitch(store, clock, () => undefined);
  await Promise.all([find({ tool: 'add' }), find({ tool: 'add' })]);
  await clock.advance(13_999);
  await find({ tool: 'add' });
  expect(state.reads).toBe(1);
  state.switches = [OFF];
  await clock.advance(1);
  expect(await find({ tool: 'add' })).toEqual(OFF);
  expect(state.reads).toBe(2);
});

it('keeps the last known list while the store fails, and says what fails', async () => {
  const { state, store } = storeOf(OFF);
  const clock = new ManualClock();
  const reasons: string[] = [];
  const find = createFindSwitch(store, clock, (reason) => reasons.push(reason));
  await find({ tool: 'add' });
  state.broken = true;
  await clock.advance(20_000);
  expect(await find({ tool: 'add' })).toEqual(OFF);
  expect(reasons).toEqual(['throttled']);
});

it('does not wait for a dead store with each call, and recovers', async () => {
  const { state, store } = storeOf(OFF);
  state.broken = true;
  const clock = new ManualClock();
  const find = createFindSwitch(store, clock, () => undefined);
  expect(await find({ tool: 'add' })).toBe('unknown');
  expect(await find({ tool: 'add' })).toBe('unknown');
  expect(state.reads).toBe(1);
  state.broken = false;
  await clock.advance(2_000);
  expect(await find({ tool: 'add' })).toEqual(OFF);
});

it('gives up on a store that hangs', async () => {
  const clock = new ManualClock();
  const find = createFindSwitch({ list: () => new Promise(() => undefined) }, clock, () => undefined);
  const found = find({ tool: 'add' });
  await clock.advance(1_500);
  expect(await found).toBe('unknown');
  expect(clock.pending).toBe(0);
});

describe('a call', () => {
  const RECORD = 'cdk-mcp-service/error';

  it('of a tool that is off is blocked, and the reason is in the line and not in the answer', async () => {
    const server = serveInProcess(workbench, { switches: storeOf(OFF).store });
    const { result } = await server.call('add', { a: 1, b: 1 });
    expect(result).toMatchObject({
      isError: true,
      _meta: { [RECORD]: { code: 'BLOCKED', outcome: 'not_executed' } },
    });
    expect(JSON.stringify(result)).not.toContain('incident');
    expect(server.lines.at(-1)).toMatchObject({
      switchedOff: 'tool add',
      reason: 'incident 7',
      code: 'BLOCKED',
      Faults: 0,
    });
  });

  it('that changes something waits until the switches can be read; one that reads goes on', async () => {
    const { state, store } = storeOf();
    state.broken = true;
    const server = serveInProcess(workbench, { switches: store });
    expect((await server.call('add', { a: 1, b: 1 })).result).toMatchObject({
      structuredContent: { sum: 2 },
    });
    expect((await server.call('close_case', { id: '1' })).result).toMatchObject({
      _meta: { [RECORD]: { code: 'STATE_UNAVAILABLE', retryable: true, outcome: 'not_executed' } },
    });
  });
});

it('is read from the table as the command writes it', async () => {
  const state = await startState();
  const put = (sk: string) =>
    state.engine.client.send(
      new PutItemCommand({
        TableName: state.settings.idempotencyTable,
        Item: { pk: { S: 'SWITCH' }, sk: { S: sk }, reason: { S: 'why' } },
      }),
    );
  await Promise.all([put('tool#refund'), put('caller#a#b'), put('nonsense')]);
  const store = createSwitchStore(
    () => Promise.resolve(state.engine.client),
    state.settings.idempotencyTable,
  );
  expect(await store.list()).toEqual([
    { kind: 'caller', name: 'a#b', reason: 'why' },
    { kind: 'tool', name: 'refund', reason: 'why' },
  ]);
  await state.stop();
});
