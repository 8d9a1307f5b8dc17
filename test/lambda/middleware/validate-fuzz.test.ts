import { z } from 'zod';
import { succeeded } from '../../../lambda/call';
import { depthExceeds } from '../../../lambda/middleware/depth';
import { validate } from '../../../lambda/middleware/validate';
import { tool } from '../../../lambda/tools';
import { Chance } from '../../idempotency/chance';
import { makeCall } from './made-call';

const SEEDS = Number(process.env.FUZZ_SEEDS ?? 500);
const DONE = succeeded({ content: [] });

type Json = string | number | null | Json[] | { [name: string]: Json };

/** A schema, and a value that fits it. */
interface Shape {
  readonly schema: z.ZodType;
  readonly value: Json;
}

interface Place {
  readonly path: string;
  readonly object: { [name: string]: Json };
}

function shape(chance: Chance, depth: number, closed: Place[], path: string): Shape {
  const kind = chance.below(depth === 0 ? 2 : 6);
  const at = (key: string | number): string => (path === '' ? String(key) : `${path}.${key}`);
  if (kind === 0) return { schema: z.string(), value: chance.text() };
  if (kind === 1) return { schema: z.number(), value: chance.below(100) };
  if (kind === 2) {
    const item = shape(chance, depth - 1, closed, at(0));
    return { schema: z.array(item.schema), value: [item.value] };
  }
  if (kind === 3) {
    const item = shape(chance, depth - 1, closed, at('key'));
    return { schema: z.record(z.string(), item.schema), value: { key: item.value } };
  }
  if (kind === 4) {
    const inner = object(chance, depth - 1, closed, path);
    // Another member with a name of its own: the value fits one of the two only.
    const schema = z.union([inner.schema, z.object({ other: z.literal('o') })]);
    return { schema, value: inner.value };
  }
  return object(chance, depth - 1, closed, path);
}

function object(chance: Chance, depth: number, closed: Place[], path: string) {
  const names = chance.pick([['a'], ['a', 'b'], ['b', 'toString', 'c']]);
  const value: { [name: string]: Json } = {};
  const shapes: Record<string, z.ZodType> = {};
  for (const name of names) {
    const field = shape(chance, Math.max(0, depth), closed, path === '' ? name : `${path}.${name}`);
    shapes[name] = field.schema;
    value[name] = field.value;
  }
  closed.push({ path, object: value });
  return { schema: z.object(shapes), value };
}

/** As the brackets of its text say. */
function depthOf(value: Json): number {
  let depth = 0;
  let most = 0;
  for (const character of JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"/g, '')) {
    if (character === '{' || character === '[') most = Math.max(most, (depth += 1));
    if (character === '}' || character === ']') depth -= 1;
  }
  return most;
}

async function answerTo(input: z.ZodObject, args: Json, argumentDepth: number): Promise<string> {
  const act = tool({
    description: 'Acts.',
    effect: 'read',
    input,
    limits: { argumentDepth },
    handler: () => 'done',
  });
  let passed = false;
  const outcome = await validate(makeCall(act, { arguments: args }).call, () => {
    passed = true;
    return Promise.resolve(DONE);
  });
  expect(passed).toBe(outcome.kind === 'result');
  if (outcome.kind === 'result') return 'passed';
  expect(outcome.error).toMatchObject({ code: 'INVALID_ARGUMENTS', outcome: 'not_executed' });
  expect(outcome.error.message.length).toBeLessThanOrEqual(1_000);
  return outcome.error.message;
}

test(`${SEEDS} seeds: passes what fits, and names a field that nothing names, wherever it is`, async () => {
  let deepest = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const chance = new Chance(seed);
    const closed: Place[] = [];
    const { schema, value } = object(chance, 4, closed, '');
    const depth = depthOf(value);
    deepest = Math.max(deepest, depth);
    expect({ seed, answer: await answerTo(schema, value, depth) }).toEqual({ seed, answer: 'passed' });
    const tight = Math.max(1, depth - 1);
    const answerToDeep = await answerTo(schema, value, tight);
    const tooDeep = `Arguments nest deeper than ${tight} levels. Send a flatter object.`;
    expect({ seed, answerToDeep }).toEqual({ seed, answerToDeep: tight === depth ? 'passed' : tooDeep });
    expect([depthExceeds(value, depth), depthExceeds(value, depth - 1)]).toEqual([false, true]);

    const place = closed[chance.below(closed.length)];
    if (!place) throw new Error('no object');
    const name = chance.pick(['A', 'valueOf', 'b ', 'd']);
    const field = place.path === '' ? name : `${place.path}.${name}`;
    place.object[name] = 1;
    const answer = await answerTo(schema, value, depth);
    expect({ seed, field, answer }).toEqual({
      seed,
      field,
      answer: expect.stringContaining(`'${field}' is not a field; the fields are `),
    });
  }
  expect(deepest).toBeGreaterThanOrEqual(5);
});
