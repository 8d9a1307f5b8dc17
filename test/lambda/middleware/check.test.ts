import { z } from 'zod';
import { succeeded, type Call, type Outcome } from '../../../lambda/call';
import type { Effect } from '../../../lambda/contract';
import { DeadlineExceeded } from '../../../lambda/deadline';
import { check } from '../../../lambda/middleware/check';
import { conflict, tool, type ToolContext } from '../../../lambda/tools';
import { Deferred } from '../../support/manual-clock';
import { makeCall, type Sent } from './made-call';

const DONE = succeeded({ content: [{ type: 'text', text: 'done' }] });

type Rule = (args: { id: string }, context: ToolContext) => void | Promise<void>;

/** The middleware around one call of a tool with that rule. */
function guarded(rule: Rule | undefined, effect: Effect = 'write', sent: Sent = {}, checkTimeoutMs?: number) {
  const act = tool({
    description: 'Acts.',
    effect,
    input: z.object({ id: z.string().default('none') }),
    check: rule,
    checkTimeoutMs,
    handler: () => 'done',
  });
  const made = makeCall(act, sent);
  const passed: Call[] = [];
  async function run(): Promise<Outcome> {
    return check(made.clock)(await made.accept(), (call) => {
      passed.push(call);
      return Promise.resolve(DONE);
    });
  }
  return { ...made, passed, run };
}

it('without a rule goes on at once', async () => {
  const { run, passed, given } = guarded(undefined);
  expect(await run()).toBe(DONE);
  expect([passed.length, given.length]).toEqual([1, 0]);
});

it('asks the rule once about the arguments as the schema reads them, and then goes on with the call', async () => {
  const asked: unknown[] = [];
  const { run, passed, call, given, clock } = guarded((args) => void asked.push(args));
  expect(await run()).toBe(DONE);
  expect(asked).toEqual([{ id: 'none' }]);
  expect(passed).toEqual([{ ...call, invocation: expect.any(Object) }]);
  // A rule must not change anything: what it sends is sent as a read's.
  expect(given).toEqual([{ signal: expect.any(AbortSignal), bounds: { effect: 'read', timeoutMs: 5_000 } }]);
  expect(clock.pending).toBe(0);
});

describe('a rule that throws', () => {
  it('one of the tool’s errors refuses with it', async () => {
    const refusal = conflict('It is closed.');
    const { run, passed, clock } = guarded(() => Promise.reject(refusal));
    expect(await run()).toEqual({ kind: 'error', error: refusal });
    expect([passed.length, clock.pending]).toEqual([0, 0]);
  });

  it.each(['read', 'write', 'destructive'] as const)(
    'anything else refuses a %s, masked, and nothing was changed',
    async (effect) => {
      const cause = new TypeError('password=hunter2 at /srv/rule.js');
      const { run, passed } = guarded(() => {
        throw cause;
      }, effect);
      expect(await run()).toMatchObject({
        kind: 'error',
        error: {
          code: 'INTERNAL',
          message: 'The tool failed for a reason it did not expect. Nothing was changed.',
          outcome: 'not_executed',
          retryable: false,
          cause,
        },
      });
      expect(passed).toEqual([]);
    },
  );
});

describe('a rule that does not answer', () => {
  const never = () => new Promise<void>(() => undefined);

  it('is given its own time, told to stop, and refuses', async () => {
    const { run, passed, clock, given } = guarded(never, 'destructive', {}, 300);
    const outcome = run();
    await clock.advance(299);
    expect(given).toMatchObject([{ signal: { aborted: false }, bounds: { timeoutMs: 300 } }]);
    await clock.advance(1);
    expect(await outcome).toMatchObject({
      kind: 'error',
      error: {
        code: 'UPSTREAM_UNAVAILABLE',
        message: 'The rule that guards this tool did not answer in time. Nothing was changed.',
        outcome: 'not_executed',
        retryable: true,
        cause: expect.any(DeadlineExceeded),
      },
    });
    expect(given).toMatchObject([{ signal: { aborted: true } }]);
    expect([passed.length, clock.pending]).toEqual([0, 0]);
  });

  it('has five seconds where the tool says nothing', async () => {
    const { run, clock } = guarded(never);
    const outcome = run();
    await clock.advance(4_999);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await outcome).toMatchObject({ error: { code: 'UPSTREAM_UNAVAILABLE' } });
  });

  it('passes nothing on when it answers after its time', async () => {
    const late = new Deferred<void>();
    const { run, passed, clock } = guarded(() => late.promise);
    const outcome = run();
    await clock.advance(5_000);
    late.resolve();
    await clock.advance(1);
    expect(await outcome).toMatchObject({ kind: 'error' });
    expect(passed).toEqual([]);
  });
});

it.each(['read', 'write'] as const)(
  'tells the rule of a %s when the caller hangs up: nothing runs yet',
  async (effect) => {
    const caller = new AbortController();
    const { run, clock, given } = guarded(
      (_args, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(conflict('stopped'))),
        ),
      effect,
      { hangUp: caller.signal },
    );
    const outcome = run();
    await clock.advance(1);
    caller.abort();
    expect(await outcome).toMatchObject({ error: { message: 'stopped' } });
    expect(given).toMatchObject([{ signal: { aborted: true } }]);
  },
);
