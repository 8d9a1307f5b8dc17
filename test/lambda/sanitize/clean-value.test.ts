import { z } from 'zod';
import { cleanBlock, cleanValue } from '../../../lambda/sanitize/clean-value';
import { sensitive } from '../../../lambda/tools';
import { outputSchemaOf } from '../../../lambda/tools/json-schema';

describe('a field that is marked', () => {
  const cleaned = (schema: z.ZodType, value: unknown) =>
    cleanValue({ at: value }, outputSchemaOf(z.object({ at: schema })));
  const pin = z.object({ pin: sensitive(z.string()) });
  const node: z.ZodObject = z.object({
    name: z.string(),
    hidden: sensitive(z.string()).optional(),
    get children() {
      return z.array(node).optional();
    },
  });

  it.each<[string, z.ZodType, unknown, unknown]>([
    ['in an object that may be null', pin.nullable(), { pin: '1' }, { pin: '[redacted]' }],
    [
      'in a union of unions',
      z.union([z.union([z.string(), pin]), z.number()]).nullable(),
      { pin: '1' },
      { pin: '[redacted]' },
    ],
    ['in a union', z.union([sensitive(z.string()), pin]), '1', '[redacted]'],
    ['and may be null', sensitive(z.string()).nullable(), '1', '[redacted]'],
    [
      'in an intersection with a union',
      z.union([pin, z.object({ a: z.string() })]).and(z.object({ b: z.string() })),
      { pin: '1', b: 'b' },
      { pin: '[redacted]', b: 'b' },
    ],
    ['in a tuple', z.tuple([z.string(), sensitive(z.string())]), ['a', 'b'], ['a', '[redacted]']],
    ['in a record', z.record(z.string(), pin), { a: { pin: '1' } }, { a: { pin: '[redacted]' } }],
    [
      'and is of a type that refers to itself',
      node,
      { name: 'a', hidden: 'b', children: [{ name: 'c', hidden: 'd' }] },
      { name: 'a', hidden: '[redacted]', children: [{ name: 'c', hidden: '[redacted]' }] },
    ],
    [
      'in a type whose name has a slash',
      z.array(pin.meta({ id: 'acme/p~in %' })),
      [{ pin: '1' }],
      [{ pin: '[redacted]' }],
    ],
    ['under a name that is clean only when it leaves', pin, { 'p\u200bin': '1' }, { pin: '[redacted]' }],
  ])('%s is redacted', (_case, schema, value, clean) => {
    expect(cleaned(schema, value)).toEqual({ at: clean });
  });

  it('beside a reference is redacted', () => {
    const at = { $ref: '#/$defs/iban', sensitive: true };
    expect(cleanValue({ at: 'DE89' }, { properties: { at }, $defs: { iban: { type: 'string' } } })).toEqual({
      at: '[redacted]',
    });
  });

  it('is null where it is null: that nothing is there is no secret', () => {
    expect(cleaned(sensitive(z.string()).nullable(), null)).toEqual({ at: null });
  });
});

it('marked fields are looked for in time that grows with the reply, not with the power of its depth', () => {
  const node: z.ZodType = z.lazy(() => z.union([z.number(), sum, difference, product]));
  const sum = z.object({ op: z.literal('+'), left: node });
  const difference = z.object({ op: z.literal('-'), left: node });
  const product = z.object({ op: z.literal('*'), left: node });
  let reads = 0;
  const watched = new Proxy(outputSchemaOf(z.object({ node })), {
    get(target, key) {
      reads += 1;
      return Reflect.get(target, key);
    },
  });
  let value: unknown = 1;
  for (let depth = 0; depth < 7; depth += 1) value = { op: '+', left: value };
  cleanValue({ node: value }, watched);
  expect(reads).toBeLessThan(1_000);
});

it.each([
  ['postgres://app:hunter2@db/x', 'postgres://app:[redacted]@db/x'],
  ['password=hunter2', 'password=[redacted]'],
  ['a\u202eb\u001b[31m', 'ab'],
  ['plain', 'plain'],
])('the name %j leaves as %j', (name, clean) => {
  expect(cleanValue([{ [name]: { [name]: 1 } }])).toEqual([{ [clean]: { [clean]: 1 } }]);
});

it('throws at a value that has no JSON form', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  expect(() => cleanValue(circle)).toThrow(TypeError);
  expect(() => cleanValue({ n: 1n })).toThrow(TypeError);
});

describe('a block', () => {
  const DIRTY = 'a\u200b postgres://app:hunter2@db/x';
  const CLEAN = 'a postgres://app:[redacted]@db/x';

  it('is clean in every text', () => {
    expect(cleanBlock({ type: 'text', text: DIRTY })).toStrictEqual({ type: 'text', text: CLEAN });
    expect(
      cleanBlock({ type: 'resource_link', uri: DIRTY, name: DIRTY, description: DIRTY, mimeType: DIRTY }),
    ).toStrictEqual({ type: 'resource_link', uri: CLEAN, name: CLEAN, description: CLEAN, mimeType: CLEAN });
    expect(
      cleanBlock({ type: 'resource', resource: { uri: DIRTY, mimeType: DIRTY, text: DIRTY } }),
    ).toStrictEqual({ type: 'resource', resource: { uri: CLEAN, mimeType: CLEAN, text: CLEAN } });
  });

  it.each(['image', 'audio'] as const)('of %s keeps its bytes', (type) => {
    expect(cleanBlock({ type, data: 'AKIAIOSFODNN7EXAMPLE', mimeType: DIRTY })).toStrictEqual({
      type,
      data: 'AKIAIOSFODNN7EXAMPLE',
      mimeType: CLEAN,
    });
  });

  it('of a file keeps its bytes', () => {
    expect(
      cleanBlock({ type: 'resource', resource: { uri: DIRTY, blob: 'AKIAIOSFODNN7EXAMPLE' } }),
    ).toStrictEqual({ type: 'resource', resource: { uri: CLEAN, blob: 'AKIAIOSFODNN7EXAMPLE' } });
  });

  it('gets nothing that it did not have', () => {
    const link = { type: 'resource_link', uri: 'x://y', name: 'a' } as const;
    expect(cleanBlock(link)).toStrictEqual(link);
  });
});
