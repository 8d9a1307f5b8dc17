/** What a person may have to account for is in the log, once an instance, in a shape that is pinned here. */
import { writeAudit } from '../../lambda/audit';
import { LINE_BYTES } from '../../lambda/line-size';
import { createSwitchStore } from '../../lambda/state/switches/dynamodb';
import { createSwitchAudit } from '../../lambda/state/switches/switch-audit';
import type { Switch, SwitchChange } from '../../lambda/state/switches/switches';
import { switchOff, switchOn } from '../../local/operations/switches';
import workbench from '../fixtures/workbench';
import { serveInProcess, type Line } from '../support/in-process';
import { ManualClock } from '../support/manual-clock';
import { startState } from '../support/state-engine';

const OFF: Switch = { kind: 'tool', name: 'close_case', reason: 'incident 7' };
const CHANGED: SwitchChange = { ...OFF, to: 'off', operator: 'ana', at: '2026-11-20T11:59:00.000Z' };

function switching() {
  const state: { off: Switch[]; changes: SwitchChange[] | Error } = { off: [], changes: [] };
  const store = {
    list: () => Promise.resolve(state.off),
    changes: () =>
      state.changes instanceof Error ? Promise.reject(state.changes) : Promise.resolve(state.changes),
  };
  const clock = new ManualClock();
  const server = serveInProcess(workbench, { switches: store, clock });
  const audited = (): Line[] => server.lines.filter((line) => 'audit' in line);
  const later = async (): Promise<void> => {
    await clock.advance(15_000);
    await Promise.all([server.call('add', { a: 1, b: 1 }), server.call('add', { a: 1, b: 1 })]);
  };
  return { state, audited, later };
}

it('has one line for a switch that turns, with who, why and when, however many calls see it', async () => {
  const { state, audited, later } = switching();
  await later();
  expect(audited()).toEqual([]);
  state.off = [OFF];
  state.changes = [CHANGED];
  await later();
  await later();
  expect(audited()).toEqual([
    {
      message: 'switched off',
      audit: 'switch',
      switched: 'tool close_case',
      to: 'off',
      reason: 'incident 7',
      operator: 'ana',
      changedAt: '2026-11-20T11:59:00.000Z',
    },
  ]);
  state.off = [];
  state.changes = [{ ...CHANGED, to: 'on', operator: 'ben', at: '2026-11-20T12:01:00.000Z' }, CHANGED];
  await later();
  expect(audited().slice(1)).toMatchObject([
    { message: 'switched on', to: 'on', operator: 'ben', changedAt: '2026-11-20T12:01:00.000Z' },
  ]);
});

it('tells of what is off when an instance begins', async () => {
  const { state, audited, later } = switching();
  state.off = [OFF];
  state.changes = [CHANGED];
  await later();
  expect(audited()).toMatchObject([{ switched: 'tool close_case', operator: 'ana' }]);
});

it('says what is seen where nobody recorded it, or the record cannot be read', async () => {
  const { state, audited, later } = switching();
  state.off = [OFF];
  state.changes = new Error('throttled');
  await later();
  expect(audited()).toEqual([
    {
      message: 'switched off',
      audit: 'switch',
      switched: 'tool close_case',
      to: 'off',
      reason: 'incident 7',
    },
  ]);
});

it('does not wait for a table that hangs', async () => {
  const clock = new ManualClock();
  const lines: unknown[] = [];
  const audit = createSwitchAudit({
    store: { changes: () => new Promise(() => undefined) },
    clock,
    writeLine: (message) => void lines.push(message),
  });
  const done = audit([{ ...OFF, to: 'off' }]);
  await clock.advance(500);
  await done;
  expect(lines).toEqual(['switched off']);
  expect(clock.pending).toBe(0);
});

it('is read from the table as the command writes it, the newest first', async () => {
  const state = await startState();
  const { client } = state.engine;
  const tableName = state.settings.idempotencyTable;
  const at = (minute: number) => ({ client, tableName, now: () => Date.UTC(2026, 10, 20, 12, minute) });
  await switchOff(at(0), { kind: 'caller', name: 'a#b', reason: 'loops', operator: 'ana' });
  await switchOn(at(1), { kind: 'caller', name: 'a#b', reason: '', operator: 'ben' });
  const about = { kind: 'caller', name: 'a#b' } as const;
  expect(await createSwitchStore(() => Promise.resolve(client), tableName).changes()).toEqual([
    { ...about, to: 'on', reason: '', operator: 'ben', at: '2026-11-20T12:01:00.000Z' },
    { ...about, to: 'off', reason: 'loops', operator: 'ana', at: '2026-11-20T12:00:00.000Z' },
  ]);
  await state.stop();
});

it('is without secrets, and as long as a line of a request at most', () => {
  const lines: object[] = [];
  writeAudit((message, fields) => void lines.push({ message, ...fields }), 'switch', 'switched off', {
    reason: `password=hunter22 ${'x'.repeat(20_000)}`,
    operator: 'ana',
  });
  const [line] = lines;
  expect(line).toMatchObject({ audit: 'switch', operator: 'ana', shortened: true });
  expect(JSON.stringify(line)).not.toContain('hunter22');
  expect(JSON.stringify(line).length).toBeLessThan(LINE_BYTES);
});
