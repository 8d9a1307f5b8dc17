import { z } from 'zod';
import { failed, succeeded, type Outcome } from '../../../lambda/call';
import { ERROR_CODES, type Effect, type ErrorCode } from '../../../lambda/contract';
import { observe } from '../../../lambda/middleware/observe';
import { ToolError } from '../../../lambda/tool-error';
import { sensitive, tool } from '../../../lambda/tools';
import { ManualClock } from '../../support/manual-clock';
import { makeCall } from './made-call';

const OBJECTIVES = { serviceMs: 1_000, toolsMs: {} };

const act = (effect: Effect = 'write') =>
  tool({
    description: 'Acts.',
    effect,
    input: z.object({ iban: sensitive(z.string()).optional(), note: z.string().optional() }),
    handler: () => 'done',
  });

const DONE = succeeded({ content: [{ type: 'text', text: 'done' }] });
const START = new ManualClock().now();

/** The line of a call that ended so, and what the caller gets. */
async function observed(next: () => Promise<Outcome>, effect?: Effect, hangUp?: AbortSignal) {
  const { call, clock, endLine } = makeCall(act(effect), { hangUp });
  const outcome = await observe(clock, OBJECTIVES)(call, next);
  return { outcome, line: endLine() };
}

const errorOf = (code: ErrorCode, cause?: unknown) =>
  new ToolError(code, 'A sentence.', { outcome: 'not_executed', cause });

it('writes one line of a call, with its arguments but for what is sensitive, and nothing of its result', async () => {
  const { call, clock, endLine } = makeCall(act('destructive'), {
    arguments: { iban: 'DE89', note: 'token: ghp_0123456789012345678901234567890123' },
  });
  const seen: unknown[] = [];
  const outcome = await observe(clock, OBJECTIVES)(call, async (inner) => {
    seen.push(inner);
    await clock.advance(25);
    return DONE;
  });
  expect(outcome).toBe(DONE);
  expect(seen).toEqual([call]);
  expect(endLine()).toEqual({
    tool: 'act',
    effect: 'destructive',
    arguments: { iban: '[redacted]', note: 'token: [redacted]' },
    decision: 'refused',
    outcome: 'executed',
    outputBytes: 43,
    Calls: 1,
    Faults: 0,
    Slow: 0,
    Latency: 25,
    durationMs: 25,
    _aws: { Timestamp: START + 25, CloudWatchMetrics: [expect.any(Object)] },
  });
});

it('says of an error its code and what became of the call', async () => {
  const error = errorOf('RATE_LIMITED');
  const { outcome, line } = await observed(() => Promise.resolve(failed(error)));
  expect(outcome).toEqual({ kind: 'error', error });
  expect(line).toMatchObject({ code: 'RATE_LIMITED', outcome: 'not_executed', outputBytes: 0 });
  expect(Object.keys(line)).not.toContain('cause');
});

it.each(Object.entries(ERROR_CODES))('counts %s as the contract says', async (code, { fault }) => {
  const ending = failed(errorOf(code as ErrorCode));
  expect((await observed(() => Promise.resolve(ending))).line).toMatchObject({ Faults: fault ? 1 : 0 });
  // A caller that gives up is not the server's fault.
  const given = await observed(() => Promise.resolve(ending), 'read', AbortSignal.abort());
  expect(given.line).toMatchObject({ code, Faults: 0, hungUp: true });
});

it('says that the caller hung up only where one did', async () => {
  expect((await observed(() => Promise.resolve(DONE))).line).not.toHaveProperty('hungUp');
  const { line } = await observed(() => Promise.resolve(DONE), 'write', AbortSignal.abort());
  expect(line).toMatchObject({ hungUp: true, outcome: 'executed', Faults: 0 });
});

it('keeps the line open while the call runs, also when the exchange ends before it', async () => {
  const { call, clock, endLine } = makeCall(act());
  let ending: () => Record<string, unknown> = () => ({});
  await observe(clock, OBJECTIVES)(call, () => {
    ending = endLine;
    expect(ending).toThrow('0 lines');
    return Promise.resolve(DONE);
  });
  expect(ending()).toMatchObject({ tool: 'act', outcome: 'executed' });
});

describe('what is thrown', () => {
  const secret = new Error('connect postgres://app:hunter2@10.0.0.7');

  it.each([
    ['read', 'not_executed'],
    ['write', 'unknown'],
    ['destructive', 'unknown'],
  ] as const)('in a %s becomes an error, and its text reaches the log only', async (effect, state) => {
    const { outcome, line } = await observed(() => Promise.reject(secret), effect);
    expect(outcome).toMatchObject({ kind: 'error', error: { code: 'INTERNAL', outcome: state } });
    expect(outcome.kind === 'error' && outcome.error.message).not.toMatch(/postgres|10\.0/);
    expect(line).toMatchObject({ code: 'INTERNAL', outcome: state, Faults: 1 });
    expect(line.cause).toMatch(/^Error: connect postgres:\/\/app:hunter2@10\.0\.0\.7\n +at /);
  });

  it('without a stack is told by its message', async () => {
    const bare = new Error('no route');
    delete bare.stack;
    const { line } = await observed(() => Promise.reject(bare));
    expect(line.cause).toBe('no route');
  });

  it('and is no error is told as text', async () => {
    // eslint-disable-next-line prefer-promise-reject-errors -- that is what is tried
    const { line } = await observed(() => Promise.reject('x'.repeat(5_000)));
    expect(line.cause).toBe('x'.repeat(2_000));
  });
});

it.each([
  ['within the objective', 1_000, { serviceMs: 1_000, toolsMs: {} }, 0],
  ['above it', 1_001, { serviceMs: 1_000, toolsMs: {} }, 1],
  ['within its tool’s own', 9_000, { serviceMs: 1_000, toolsMs: { act: 9_000 } }, 0],
  ['above its tool’s own', 200, { serviceMs: 1_000, toolsMs: { act: 100 } }, 1],
  [
    'above the service’s, where another tool has its own',
    1_001,
    { serviceMs: 1_000, toolsMs: { b: 9_000 } },
    1,
  ],
])('counts a call as slow or not: %s', async (_what, took, objectives, slow) => {
  const { call, clock, endLine } = makeCall(act());
  await observe(clock, objectives)(call, async () => {
    await clock.advance(took);
    return DONE;
  });
  expect(endLine()).toMatchObject({ Slow: slow, Latency: took });
});

it('counts what nobody knows the outcome of, but for what is still running', async () => {
  const unknown = (code: ErrorCode) => async () => failed(new ToolError(code, 'A.', { outcome: 'unknown' }));
  expect((await observed(unknown('TIMED_OUT'))).line).toMatchObject({ UnknownOutcomes: 1, Errors: 1 });
  expect((await observed(unknown('OUTCOME_UNKNOWN'))).line).toMatchObject({ UnknownOutcomes: 1 });
  expect((await observed(unknown('IN_PROGRESS'))).line).not.toHaveProperty('UnknownOutcomes');
  expect((await observed(async () => failed(errorOf('TIMED_OUT')))).line).not.toHaveProperty(
    'UnknownOutcomes',
  );
});
