import { z } from 'zod';
import { failed, type HandlerOutcome, type Outcome } from '../../../lambda/call';
import type { Effect } from '../../../lambda/contract';
import { sanitize } from '../../../lambda/middleware/sanitize';
import { conflict, content, sensitive, tool, type ToolLimits } from '../../../lambda/tools';
import { makeCall } from './made-call';

interface Case {
  readonly effect?: Effect;
  readonly limits?: Partial<ToolLimits>;
  readonly output?: z.ZodObject;
}

async function after(next: () => Promise<HandlerOutcome>, options: Case = {}): Promise<Outcome> {
  const { effect = 'write', limits, output } = options;
  const shared = { description: 'Acts.', effect, input: z.object({}), limits };
  const act = output
    ? tool({ ...shared, output, handler: () => ({}) })
    : tool({ ...shared, handler: () => 'done' });
  const call = await makeCall(act).accept();
  return sanitize(call, (inner) => {
    expect(inner).toBe(call);
    return next();
  });
}

const replied = (reply: unknown, options?: Case) =>
  after(() => Promise.resolve({ kind: 'reply', reply }), options);

/** The sentence of a reply that is refused although the call ran. */
async function refusalOf(reply: unknown, options?: Case): Promise<string> {
  const outcome = await replied(reply, options);
  expect(outcome).toMatchObject({
    kind: 'error',
    error: { code: 'OUTPUT_INVALID', outcome: 'executed', retryable: false },
  });
  return outcome.kind === 'error' ? outcome.error.message : '';
}

describe('an error', () => {
  it('that is one already is handed on', async () => {
    const error = conflict('closed');
    expect(await after(() => Promise.resolve(failed(error)))).toEqual({ kind: 'error', error });
    expect(await after(() => Promise.reject(error))).toEqual({ kind: 'error', error });
  });

  it.each([
    ['read', 'not_executed', 'Nothing was changed.'],
    ['write', 'unknown', 'It may have taken effect: check before calling again.'],
    ['destructive', 'unknown', 'It may have taken effect: check before calling again.'],
  ] as const)('that nobody foresaw in a %s is masked', async (effect, outcome, advice) => {
    const cause = new Error('select * from users at /srv/app.js:3');
    expect(await after(() => Promise.reject(cause), { effect })).toMatchObject({
      kind: 'error',
      error: {
        code: 'INTERNAL',
        message: `The tool failed for a reason it did not expect. ${advice}`,
        outcome,
        cause,
      },
    });
  });
});

describe('a reply without a schema', () => {
  it.each([
    ['a text', 'text', 'text'],
    ['nothing', undefined, 'null'],
    ['null', null, 'null'],
    ['a number', 7, '7'],
    ['an object', { a: [1] }, '{"a":[1]}'],
  ])('%s is sent as text, with its size', async (_case, reply, text) => {
    const result = { content: [{ type: 'text', text }] };
    const bytes = Buffer.byteLength(JSON.stringify(result));
    expect(await replied(reply)).toEqual({ kind: 'result', result, bytes });
  });

  it('is whole at the bound and cut above it, in bytes', async () => {
    const fitting = 'é'.repeat((1_024 - 39) / 2);
    const limits = { outputBytes: 1_024 };
    expect(await replied(`${fitting}a`, { limits })).toMatchObject({
      bytes: 1_024,
      result: { content: [{ text: `${fitting}a` }] },
    });
    expect(await replied(`${fitting}aa`, { limits })).toMatchObject({
      result: {
        content: [{ text: expect.stringMatching(/^é+$/) }, { text: expect.stringContaining('ran') }],
      },
    });
  });

  it('may hold a list as long as the bound, and no longer', async () => {
    const limits = { outputItems: 3 };
    expect(await replied({ rows: [1, 2, 3] }, { limits })).toMatchObject({ kind: 'result' });
    expect(await refusalOf({ rows: [1, 2, 3, 4] }, { limits })).toBe(
      'The call ran, but a list in its result is longer than the 3 items allowed. Do not repeat it as it is; ask for less.',
    );
  });

  it('made of blocks is bounded in bytes, not in blocks', async () => {
    const blocks = content(...['a', 'b', 'c'].map((text) => ({ type: 'text' as const, text })));
    expect(await replied(blocks, { limits: { outputItems: 2 } })).toMatchObject({
      result: { content: [{ text: 'a' }, { text: 'b' }, { text: 'c' }] },
    });
  });
});

describe('a reply is looked at as it would leave', () => {
  it('with the list that something with a JSON form of its own becomes', async () => {
    expect(await refusalOf(Buffer.alloc(1_001))).toContain('longer than the 1000 items allowed');
    expect(await replied(Buffer.alloc(1_000))).toMatchObject({ kind: 'result' });
  });

  it('without the list that its JSON form does not have', async () => {
    const page = { rows: Array.from({ length: 5_000 }, () => 1), toJSON: () => ({ rows: 5_000 }) };
    expect(await replied(page)).toMatchObject({ result: { content: [{ text: '{"rows":5000}' }] } });
  });

  it('of many blocks it stays within the bytes', async () => {
    const blocks = content(...Array.from({ length: 4_000 }, () => ({ type: 'text' as const, text: 'a' })));
    const outcome = await replied(blocks);
    expect(outcome).toMatchObject({ kind: 'result', bytes: expect.any(Number) });
    expect(outcome.kind === 'result' && outcome.bytes).toBeLessThanOrEqual(65_536);
  });
});

describe('a reply that cannot be sent says that the call ran', () => {
  const output = z.object({ n: z.number() });
  const circle: Record<string, unknown> = {};
  circle.circle = circle;

  it.each<[string, unknown]>([
    ['a BigInt', { n: 1n }],
    ['a circle', circle],
    [
      'a JSON form that throws',
      {
        toJSON() {
          throw new Error('postgres://app:hunter2@db');
        },
      },
    ],
  ])('%s', async (_case, reply) => {
    const sentence = 'The call ran, but its result cannot be sent. Do not repeat it.';
    expect(await refusalOf(reply)).toBe(sentence);
    expect(await refusalOf(reply, { output })).toBe(sentence);
    // For the log only.
    expect(await replied(reply)).toMatchObject({ error: { cause: expect.any(Error) } });
  });

  it('a promise of the schema that throws', async () => {
    const torn = output.refine(() => {
      throw new Error('torn');
    });
    expect(await refusalOf({ n: 1 }, { output: torn })).toContain('The call ran, but');
  });
});

describe('a reply with a schema', () => {
  const output = z.object({ rows: z.array(z.string()), iban: sensitive(z.string()).optional() });

  it('is sent as text and structure, as the schema reads it, clean', async () => {
    const clean = { rows: ['ab'], iban: '[redacted]' };
    const result = {
      content: [{ type: 'text', text: JSON.stringify(clean) }],
      structuredContent: clean,
    };
    expect(await replied({ iban: 'DE89', rows: ['a\u200bb'], more: 1 }, { output })).toEqual({
      kind: 'result',
      result,
      bytes: Buffer.byteLength(JSON.stringify(result)),
    });
  });

  it.each([[undefined], ['text'], [{}], [{ rows: [7] }]])('%p does not fit it', async (reply) => {
    expect(await refusalOf(reply, { output })).toBe(
      'The call ran, but its result does not fit what the tool promises. Do not repeat it.',
    );
    // For the log only.
    expect(await replied(reply, { output })).toMatchObject({ error: { cause: expect.any(z.ZodError) } });
  });

  it('may hold a list as long as the bound, and no longer', async () => {
    const limits = { outputItems: 2 };
    expect(await replied({ rows: ['a', 'b'] }, { output, limits })).toMatchObject({ kind: 'result' });
    expect(await refusalOf({ rows: ['a', 'b', 'c'] }, { output, limits })).toBe(
      'The call ran, but a list in its result is longer than the 2 items allowed. Do not repeat it as it is; ask for less.',
    );
  });

  it('is never cut: it fits at the bound, and is refused with its size above', async () => {
    const limits = { outputBytes: 1_024 };
    const structure = (length: number) => ({ rows: ['x'.repeat(length)] });
    const fitting = (1_024 - 90) / 2;
    expect(await replied(structure(fitting), { output, limits })).toMatchObject({ bytes: 1_024 });
    expect(await refusalOf(structure(fitting + 1), { output, limits })).toBe(
      'The call ran, but its result of 1026 bytes is larger than the 1024 allowed. Do not repeat it as it is; ask for less.',
    );
  });
});
