import { z } from 'zod';
import { succeeded, type AcceptedCall } from '../../../lambda/call';
import { depthExceeds } from '../../../lambda/middleware/depth';
import { validate } from '../../../lambda/middleware/validate';
import { tool, type ToolLimits } from '../../../lambda/tools';
import { makeCall } from './made-call';

const DONE = succeeded({ content: [{ type: 'text', text: 'done' }] });

const INPUT = z.object({
  id: z.string(),
  count: z.number().default(1),
  options: z.object({ round: z.boolean() }).optional(),
});

async function validated(args: unknown, input: z.ZodObject = INPUT, limits?: Partial<ToolLimits>) {
  let asked = 0;
  const counted = input.refine(() => {
    asked += 1;
    return true;
  });
  const handler = (accepted: object) => accepted;
  const act = tool({ description: 'Acts.', effect: 'read', input: counted, limits, handler });
  const made = makeCall(act, { arguments: args });
  const passed: AcceptedCall[] = [];
  const outcome = await validate(made.call, (call) => {
    passed.push(call);
    return Promise.resolve(DONE);
  });
  return { ...made, outcome, passed, asked };
}

async function sentenceOf(args: unknown, input?: z.ZodObject, limits?: Partial<ToolLimits>): Promise<string> {
  const { outcome, passed } = await validated(args, input, limits);
  expect(passed).toEqual([]);
  expect(outcome).toMatchObject({
    kind: 'error',
    error: { code: 'INVALID_ARGUMENTS', outcome: 'not_executed', retryable: false },
  });
  return outcome.kind === 'error' ? outcome.error.message : '';
}

it('hands on the call, with the arguments as the schema reads them', async () => {
  const { outcome, passed, call } = await validated({ id: 'a' });
  expect(outcome).toBe(DONE);
  expect(passed).toEqual([{ ...call, invocation: expect.any(Object) }]);
  const context = call.contextFor(call.hangUp, { effect: 'read', timeoutMs: 1 });
  expect(await passed[0]?.invocation.handle(context)).toEqual({ id: 'a', count: 1 });
});

it.each([[undefined], [null]])('takes %p for no arguments', async (args) => {
  expect((await validated(args, z.object({}))).outcome).toBe(DONE);
});

it.each([
  ['a text', 'Invalid input: expected object, received string'],
  [7, 'Invalid input: expected object, received number'],
  [[], 'Invalid input: expected object, received array'],
])('refuses %j in place of an object', async (args, problem) => {
  expect(await sentenceOf(args)).toBe(`The arguments do not fit: ${problem}.`);
});

it.each([
  ['a wrong type', { id: 1 }, 'id: Invalid input: expected string, received number'],
  [
    'a wrong type inside',
    { id: 'a', options: { round: 1 } },
    'options.round: Invalid input: expected boolean, received number',
  ],
  ['an unknown field', { id: 'a', Id: 'b' }, "'Id' is not a field; the fields are id, count, options"],
  [
    'an unknown field inside',
    { id: 'a', options: { round: true, mode: 1 } },
    "'options.mode' is not a field; the fields are round",
  ],
  [
    'both, what is unknown first',
    { id: 1, Id: 'b' },
    "'Id' is not a field; the fields are id, count, options; id: Invalid input: expected string, received number",
  ],
])('names %s', async (_case, args, problems) => {
  expect(await sentenceOf(args)).toBe(`The arguments do not fit: ${problems}.`);
});

it('says of an object without fields that it has none', async () => {
  expect(await sentenceOf({ a: 1 }, z.object({}))).toBe(
    "The arguments do not fit: 'a' is not a field; the fields are none.",
  );
});

it('names an unknown field of a strict object once', async () => {
  expect(await sentenceOf({ a: 1, b: 2 }, z.strictObject({ a: z.number() }))).toBe(
    "The arguments do not fit: 'b' is not a field; the fields are a.",
  );
});

it.each([
  [5, ''],
  [6, ' (and 1 more)'],
  [50, ' (and 45 more)'],
])('of %i problems names five at most', async (count, more) => {
  const args = Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 1]));
  const named = Array.from({ length: 5 }, (_, index) => `'f${index}' is not a field; the fields are none`);
  expect(await sentenceOf(args, z.object({}))).toBe(`The arguments do not fit: ${named.join('; ')}${more}.`);
});

describe('depth', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
  const OPEN = z.object({ a: z.unknown() });

  it('is allowed to the bound, which is 16 where the tool says nothing', async () => {
    expect((await validated(nested(16), OPEN)).outcome).toBe(DONE);
    expect((await validated(nested(3), OPEN, { argumentDepth: 3 })).outcome).toBe(DONE);
  });

  it('above is refused before the schema looks at the arguments', async () => {
    const { outcome, asked } = await validated(nested(17), OPEN);
    expect(outcome).toMatchObject({
      error: {
        code: 'INVALID_ARGUMENTS',
        message: 'Arguments nest deeper than 16 levels. Send a flatter object.',
        outcome: 'not_executed',
      },
    });
    expect(asked).toBe(0);
    expect(await sentenceOf({ a: [[]] }, OPEN, { argumentDepth: 2 })).toBe(
      'Arguments nest deeper than 2 levels. Send a flatter object.',
    );
  });

  it.each([
    ['text', 0],
    [1, 0],
    [null, 0],
    [{}, 1],
    [[], 1],
    [{ a: null }, 1],
    [{ a: 1, b: [{}] }, 3],
    [[[], [[]], []], 3],
  ])('of %j is %i', (value, depth) => {
    const bounds = [0, 1, 2, 3, 4];
    expect(bounds.filter((bound) => depthExceeds(value, bound))).toEqual(bounds.slice(0, depth));
  });

  it('is not looked for below the bound: no depth overflows the stack', () => {
    let deep: unknown = {};
    for (let level = 0; level < 200_000; level += 1) deep = { deep };
    expect(depthExceeds(deep, 64)).toBe(true);
  });
});
