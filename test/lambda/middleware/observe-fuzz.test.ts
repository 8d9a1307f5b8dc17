import { z } from 'zod';
import { failed, succeeded, type Outcome } from '../../../lambda/call';
import { ERROR_CODES, type Effect, type ErrorCode } from '../../../lambda/contract';
import { observe } from '../../../lambda/middleware/observe';
import { ToolError } from '../../../lambda/tool-error';
import { sensitive, tool } from '../../../lambda/tools';
import { Chance } from '../../idempotency/chance';
import { makeCall } from './made-call';

const OBJECTIVES = { serviceMs: 1_000, toolsMs: {} };

const SEEDS = Number(process.env.FUZZ_SEEDS ?? 400);
const CODES = Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]];
/** Stands in the arguments and in the result, and nowhere else. */
const MARK = 'mark-4711';

/** Anything that has a text of its own can be thrown. */
function thrown(chance: Chance): unknown {
  const text = chance.text().repeat(chance.pick([1, 1_000]));
  const error = new Error(text);
  if (chance.once(2)) delete error.stack;
  const values: readonly unknown[] = [error, text, undefined, null, 7, 1n, { text }, [text], Symbol('s')];
  return values[chance.below(values.length)];
}

async function live(seed: number): Promise<string> {
  const chance = new Chance(seed);
  const effect = chance.pick<Effect>(['read', 'write', 'destructive']);
  const hangUp = chance.once(3) ? AbortSignal.abort() : new AbortController().signal;
  const act = tool({
    description: 'Acts.',
    effect,
    input: z.object({ text: sensitive(z.string()) }),
    handler: () => 'done',
  });
  const { call, clock, endLine } = makeCall(act, { arguments: { text: MARK }, hangUp });
  const took = chance.below(60_000);
  const kind = chance.pick(['result', 'error', 'thrown'] as const);
  const code = chance.pick(CODES);
  const blocks = Array.from({ length: chance.below(4) }, () => chance.text() + MARK);
  const result = succeeded({ content: blocks.map((text) => ({ type: 'text', text })) });
  const error = new ToolError(code, 'A sentence.', {
    outcome: chance.pick(['not_executed', 'executed', 'unknown']),
    cause: chance.once(2) ? thrown(chance) : undefined,
  });
  const cause = kind === 'thrown' ? thrown(chance) : error.cause;

  const outcome = await observe(clock, OBJECTIVES)(call, async (): Promise<Outcome> => {
    await clock.advance(took);
    if (kind === 'thrown') throw cause;
    return kind === 'result' ? result : failed(error);
  });
  const line = endLine();

  const masked = { kind: 'error', error: { code: 'INTERNAL' } };
  expect(outcome).toMatchObject({ result, error: { kind: 'error', error }, thrown: masked }[kind]);
  const ended = kind === 'thrown' ? 'INTERNAL' : code;
  const { aborted } = hangUp;
  expect(line).toMatchObject({
    tool: 'act',
    effect,
    outcome: outcome.kind === 'error' ? outcome.error.outcome : 'executed',
    outputBytes: kind === 'result' ? Buffer.byteLength(JSON.stringify(result.result)) : 0,
    Calls: 1,
    Faults: kind !== 'result' && ERROR_CODES[ended].fault && !aborted ? 1 : 0,
    Latency: took,
  });
  expect(line.code).toBe(kind === 'result' ? undefined : ended);
  expect(line.hungUp).toBe(aborted || undefined);
  expect(Object.hasOwn(line, 'cause')).toBe(kind !== 'result' && cause !== undefined);
  expect(typeof line.cause === 'string' ? line.cause.length : 0).toBeLessThanOrEqual(2_000);
  expect(JSON.stringify(line)).not.toContain(MARK);
  expect(JSON.stringify(line).length).toBeLessThan(16_000);
  return kind === 'result' ? kind : `${kind} ${Object.hasOwn(line, 'cause')}`;
}

test(`${SEEDS} seeds: whatever ends a call, one line tells it truly and briefly`, async () => {
  const reached = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    try {
      reached.add(await live(seed));
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  const endings = ['error false', 'error true', 'result', 'thrown false', 'thrown true'];
  expect([...reached].toSorted()).toEqual(endings);
});
