import { z } from 'zod';
import type { HandlerOutcome, RunningCall } from '../../../lambda/call';
import type { Effect } from '../../../lambda/contract';
import { DeadlineExceeded } from '../../../lambda/deadline';
import { handle } from '../../../lambda/middleware/handle';
import { timeout } from '../../../lambda/middleware/timeout';
import { conflict, tool, type ToolContext } from '../../../lambda/tools';
import { Deferred } from '../../support/manual-clock';
import { makeCall } from './made-call';

type Handler = (args: { id: string }, context: ToolContext) => string | Promise<string>;

/** Time-out and handler around one call. */
function timed(handler: Handler, effect: Effect = 'write', timeoutMs?: number) {
  const caller = new AbortController();
  const act = tool({
    description: 'Acts.',
    effect,
    timeoutMs,
    input: z.object({ id: z.string().default('none') }),
    handler,
  });
  const made = makeCall(act, { hangUp: caller.signal });
  const run = async (): Promise<HandlerOutcome> => timeout(made.clock)(await made.accept(), handle);
  return { ...made, caller, run };
}

const never = () => new Promise<string>(() => undefined);

it('hands the handler’s reply on, and leaves no timer behind', async () => {
  const { run, clock, given } = timed(({ id }) => Promise.resolve(`found ${id}`));
  expect(await run()).toEqual({ kind: 'reply', reply: 'found none' });
  expect(clock.pending).toBe(0);
  // What the handler left behind must not go on.
  expect(given).toMatchObject([{ signal: { aborted: true } }]);
});

it('gives the handler what the tool may do, and for how long', async () => {
  const { run, given, call } = timed(() => 'done', 'destructive', 1_500);
  await run();
  expect(given).toEqual([{ signal: expect.any(AbortSignal), bounds: call.tool.manifest }]);
  expect(given[0]?.bounds).toMatchObject({ effect: 'destructive', timeoutMs: 1_500 });
});

it('hands the call on as it is, with the handler’s signal', async () => {
  const { accept, clock } = timed(() => 'done');
  const accepted = await accept();
  const seen: RunningCall[] = [];
  await timeout(clock)(accepted, (call) => {
    seen.push(call);
    return Promise.resolve({ kind: 'reply', reply: 1 });
  });
  expect(seen).toEqual([{ ...accepted, signal: expect.any(AbortSignal) }]);
});

it('leaves what the handler throws to others', async () => {
  const error = new TypeError('broken');
  const thrown = timed(() => {
    throw error;
  });
  await expect(thrown.run()).rejects.toBe(error);
  const refusal = conflict('closed');
  const rejected = timed(() => Promise.reject(refusal));
  await expect(rejected.run()).rejects.toBe(refusal);
  expect([thrown.clock.pending, rejected.clock.pending]).toEqual([0, 0]);
});

describe('at the time-out', () => {
  it.each([
    ['read', 'not_executed', true, 'Nothing was changed; ask for less, or try again.'],
    ['write', 'unknown', false, 'It may have taken effect: check before calling again.'],
    ['destructive', 'unknown', false, 'It may have taken effect: check before calling again.'],
  ] as const)('a %s is told to stop and ends as %s', async (effect, outcome, retryable, advice) => {
    const { run, clock, given } = timed(never, effect, 1_500);
    const ending = run();
    await clock.advance(1_499);
    expect(given).toMatchObject([{ signal: { aborted: false } }]);
    await clock.advance(1);
    expect(await ending).toMatchObject({
      kind: 'error',
      error: {
        code: 'TIMED_OUT',
        message: `The tool did not finish within 1.5 seconds. ${advice}`,
        outcome,
        retryable,
        cause: expect.any(DeadlineExceeded),
      },
    });
    expect(given).toMatchObject([{ signal: { aborted: true, reason: expect.any(DeadlineExceeded) } }]);
    expect(clock.pending).toBe(0);
  });

  it('comes after 20 seconds where the tool says nothing', async () => {
    const { run, clock } = timed(never);
    const ending = run();
    await clock.advance(19_999);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await ending).toMatchObject({
      error: { message: expect.stringContaining('within 20 seconds') },
    });
  });

  it('a reply that comes after it is not answered', async () => {
    const reply = new Deferred<string>();
    const { run, clock } = timed(() => reply.promise);
    const ending = run();
    await clock.advance(20_000);
    reply.resolve('late');
    await clock.advance(1);
    expect(await ending).toMatchObject({ kind: 'error', error: { code: 'TIMED_OUT' } });
  });
});

describe('a caller who hangs up', () => {
  it('stops a read, which may still say something', async () => {
    const { run, clock, caller, given } = timed(
      (_args, { signal }) =>
        new Promise((resolve) => signal.addEventListener('abort', () => resolve('half of it'))),
      'read',
    );
    const ending = run();
    await clock.advance(1);
    caller.abort();
    expect(await ending).toEqual({ kind: 'reply', reply: 'half of it' });
    expect(given).toMatchObject([{ signal: { aborted: true } }]);
  });

  it.each(['write', 'destructive'] as const)('does not stop a %s: its reply is kept', async (effect) => {
    const reply = new Deferred<string>();
    const { run, clock, caller, given } = timed(() => reply.promise, effect);
    const ending = run();
    await clock.advance(1);
    caller.abort();
    await clock.advance(10_000);
    expect(given).toMatchObject([{ signal: { aborted: false } }]);
    reply.resolve('done');
    expect(await ending).toEqual({ kind: 'reply', reply: 'done' });
  });
});
