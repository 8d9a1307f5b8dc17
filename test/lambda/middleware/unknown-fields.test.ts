import { z } from 'zod';
import { unknownFields } from '../../../lambda/middleware/unknown-fields';
import { inputSchemaOf } from '../../../lambda/tools/json-schema';

const INPUT = z.object({
  id: z.string(),
  lines: z.array(z.object({ sku: z.string() })).optional(),
  pair: z.tuple([z.object({ left: z.number() }), z.object({ right: z.number() })]).optional(),
  labels: z.record(z.string(), z.object({ text: z.string() })).optional(),
  free: z.looseObject({ known: z.object({ a: z.number() }).optional() }).optional(),
  any: z.unknown(),
  either: z
    .union([
      z.object({ card: z.object({ last4: z.string() }) }),
      z.object({ iban: z.string(), bic: z.string() }),
    ])
    .optional(),
});

const found = (value: unknown, schema: z.ZodObject = INPUT) => unknownFields(inputSchemaOf(schema), value);
const paths = (value: unknown, schema?: z.ZodObject) => found(value, schema).map(({ path }) => path);

const ALL = ['id', 'lines', 'pair', 'labels', 'free', 'any', 'either'];

it.each([
  [{}],
  [{ id: 7, lines: 'none', pair: null }],
  [{ lines: [{ sku: 'a' }, { sku: 'b' }], pair: [{ left: 1 }, { right: 2 }] }],
  [{ labels: { anything: { text: 'a' }, else: { text: 'b' } } }],
  [{ free: { known: { a: 1 }, unknown: { b: 1 } } }],
  [{ any: { a: { b: [{ c: 1 }] } } }],
  [{ either: { card: { last4: '1' } } }],
  [{ either: { iban: 'a', bic: 'b' } }],
  [null],
  ['text'],
])('finds nothing in %j', (value) => {
  expect(found(value)).toEqual([]);
});

it.each([
  [{ Id: 1 }, [{ path: 'Id', allowed: ALL }]],
  [{ lines: [{ sku: 'a' }, { sku: 'b', qty: 1 }] }, [{ path: 'lines.1.qty', allowed: ['sku'] }]],
  [
    { pair: [{ right: 1 }, { left: 1 }] },
    [
      { path: 'pair.0.right', allowed: ['left'] },
      { path: 'pair.1.left', allowed: ['right'] },
    ],
  ],
  [{ labels: { a: { text: 'a', lang: 'b' } } }, [{ path: 'labels.a.lang', allowed: ['text'] }]],
  [{ free: { known: { a: 1, b: 2 } } }, [{ path: 'free.known.b', allowed: ['a'] }]],
  [{ either: { card: { last4: '1', cvc: '2' } } }, [{ path: 'either.card.cvc', allowed: ['last4'] }]],
  [{ either: { iban: 'a', bic: 'b', name: 'c' } }, [{ path: 'either.name', allowed: ['iban', 'bic'] }]],
  [{ either: { name: 'c' } }, [{ path: 'either.name', allowed: ['card', 'iban', 'bic'] }]],
])('finds in %j what no schema names, and what it names there', (value, expected) => {
  expect(found(value)).toEqual(expected);
});

it.each(['toString', 'constructor', 'hasOwnProperty', '__proto__'])(
  'is not fooled by %s, which every object has',
  (name) => {
    expect(paths(JSON.parse(`{"${name}":{"a":1}}`))).toEqual([name]);
  },
);

it('looks for no names in the schema of a field that does not name any', () => {
  expect(unknownFields({ additionalProperties: false }, { a: 1 })).toEqual([{ path: 'a', allowed: [] }]);
  expect(unknownFields({}, { a: { b: 1 } })).toEqual([]);
  expect(unknownFields({ $ref: '#/$defs/none' }, { a: { b: 1 } })).toEqual([]);
});

it('follows references, also of a schema to itself', () => {
  const node: z.ZodObject = z.object({
    name: z.string(),
    get children() {
      return z.array(node).optional();
    },
  });
  const tree = { name: 'a', children: [{ name: 'b', children: [{ name: 'c', color: 'red' }] }] };
  expect(paths(tree, node)).toEqual(['children.0.children.0.color']);
});

it('visits a place once, however many members of a recursive union lead to it', () => {
  const node: z.ZodType = z.lazy(() => z.union([z.number(), sum, difference, product]));
  const sum = z.object({ op: z.string(), left: node, right: node });
  const difference = z.object({ op: z.string(), left: node.optional(), right: node });
  const product = z.object({ op: z.string(), left: node, right: node.optional() });
  let reads = 0;
  let value: object = {
    op: '+',
    right: 1,
    get left() {
      reads += 1;
      return 1;
    },
  };
  for (let depth = 0; depth < 12; depth += 1) value = { op: '+', left: value, right: 1 };
  expect(paths({ node: value }, z.object({ node }))).toEqual([]);
  expect(reads).toBeLessThan(20);
});

it('ends where a schema is nothing but a way back to itself', () => {
  const $defs = { a: { $ref: '#/$defs/b' }, b: { anyOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/b' }] } };
  expect(unknownFields({ $ref: '#/$defs/a', $defs }, { field: 1 })).toEqual([]);
});
