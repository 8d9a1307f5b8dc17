import { z } from 'zod';
import { succeeded, type Call } from '../../../lambda/call';
import type { Effect } from '../../../lambda/contract';
import { authorize } from '../../../lambda/middleware/authorize';
import { createFindSwitch, SWITCH_KINDS, type Switch } from '../../../lambda/state/switches/switches';
import { tool } from '../../../lambda/tools';
import { Chance } from '../../idempotency/chance';
import { makeCall } from './made-call';

const SEEDS = Number(process.env.FUZZ_SEEDS ?? 600);
const SCOPES = ['read', 'write', 'refund', 'Refund', 'refund '] as const;
/** The same names for tools and people: a switch must not stop what it does not name. */
const NAMES = ['act', 'ana', 'desk', 'acme'] as const;
const DONE = succeeded({ content: [] });

const some = <T>(chance: Chance, values: readonly T[]): T[] => values.filter(() => chance.once(2));

async function live(seed: number): Promise<string> {
  const chance = new Chance(seed);
  const effect = chance.pick<Effect>(['read', 'write', 'destructive']);
  const needed = chance.pick([['read'], ['write'], ['read', 'refund'], ['refund', 'write']]);
  const held = chance.once(2) ? [...SCOPES] : some(chance, SCOPES);
  const agent = chance.once(2) ? chance.pick(NAMES) : undefined;
  const tenant = chance.once(2) ? chance.pick(NAMES) : undefined;
  const caller = { subject: chance.pick(NAMES), agent, tenant, scopes: held };
  const off = Array.from({ length: chance.below(3) }, (): Switch => {
    const name = chance.pick(NAMES);
    return { kind: chance.pick(SWITCH_KINDS), name, reason: 'r-4711' };
  });
  const down = chance.once(3);
  const act = tool({
    description: 'Acts.',
    effect,
    scopes: needed,
    input: z.object({}),
    handler: () => 'done',
  });
  const { call, clock } = makeCall(act, { caller });
  const list = () => (down ? Promise.reject(new Error('down')) : Promise.resolve(off));
  const passed: Call[] = [];
  const outcome = await authorize(createFindSwitch({ list }, clock, () => undefined))(call, (inner) => {
    passed.push(inner);
    return Promise.resolve(DONE);
  });

  const names = { tool: 'act', caller: caller.subject, agent, tenant };
  const expected = needed.some((scope) => !held.some((own) => own === scope))
    ? 'PERMISSION_DENIED'
    : down
      ? effect === 'read'
        ? 'passed'
        : 'STATE_UNAVAILABLE'
      : off.some(({ kind, name }) => names[kind] === name)
        ? 'BLOCKED'
        : 'passed';
  const got = outcome.kind === 'error' ? outcome.error.code : 'passed';
  expect({ seed, got }).toEqual({ seed, got: expected });
  expect(passed).toEqual(expected === 'passed' ? [call] : []);
  const refused = { error: { outcome: 'not_executed', message: expect.not.stringContaining('r-4711') } };
  expect(outcome).toMatchObject(got === 'passed' ? DONE : refused);
  return got;
}

test(`${SEEDS} seeds: passes exactly whom the rules let pass, and asks the next step only then`, async () => {
  const reached = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed += 1) reached.add(await live(seed));
  expect([...reached].toSorted()).toEqual(['BLOCKED', 'PERMISSION_DENIED', 'STATE_UNAVAILABLE', 'passed']);
});
