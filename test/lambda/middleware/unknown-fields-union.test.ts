import { z } from 'zod';
import { unknownFields } from '../../../lambda/middleware/unknown-fields';
import { inputSchemaOf } from '../../../lambda/tools/json-schema';

/** What is unknown of a value whose schema is `member` beside others. */
function found(union: z.ZodType, value: unknown) {
  return unknownFields(inputSchemaOf(z.object({ at: union })), { at: value });
}

const paths = (union: z.ZodType, value: unknown) => found(union, value).map(({ path }) => path);

describe('a member that is no object does not speak for one', () => {
  const options = z.object({ round: z.boolean() });
  const value = { round: true, mode: 1 };

  it.each<[string, z.ZodType]>([
    ['null', options.nullable()],
    ['a text', z.union([z.string(), options])],
    ['a text or nothing', z.union([z.string(), options]).nullable()],
    ['a number, after it', z.union([options, z.number()])],
    ['a text or a number, as one', z.union([z.union([z.string(), z.number()]), options])],
    ['a list', z.union([z.array(z.unknown()), options])],
  ])('%s', (_case, union) => {
    expect(found(union, value)).toEqual([{ path: 'at.mode', allowed: ['round'] }]);
    expect(found(union, { round: true })).toEqual([]);
  });

  it('and an object not for a list', () => {
    const union = z.union([z.record(z.string(), z.unknown()), z.array(options)]);
    expect(found(union, [{ round: true }, value])).toEqual([{ path: 'at.1.mode', allowed: ['round'] }]);
  });

  it('and where none is, the schema says so, not this', () => {
    expect(found(z.union([z.string(), z.number()]), value)).toEqual([]);
  });
});

describe('a discriminated union', () => {
  const pay = z.discriminatedUnion('by', [
    z.object({ by: z.literal('card'), last4: z.string().optional() }),
    z.object({ by: z.enum(['bank', 'giro']), iban: z.string().optional(), city: z.string().optional() }),
    z.object({ by: z.literal(null), note: z.string().optional() }),
  ]);

  it.each([
    [{ by: 'card', iban: 'DE89' }, ['by', 'last4']],
    [{ by: 'bank', last4: '1234' }, ['by', 'iban', 'city']],
    [{ by: 'giro', iban: 'DE89', note: 'a' }, ['by', 'iban', 'city']],
    [{ by: null, city: 'a' }, ['by', 'note']],
  ])('takes the fields of its member only: %j', (value, allowed) => {
    expect(found(pay, value)).toMatchObject([{ allowed }]);
  });

  it.each([
    { by: 'card', last4: '1' },
    { by: 'giro', iban: 'a', city: 'b' },
    { by: null, note: 'a' },
  ])('takes %j', (value) => {
    expect(found(pay, value)).toEqual([]);
  });

  it('without its discriminator is judged by the member that knows most of it', () => {
    expect(found(pay, { iban: 'a', cty: 'b' })).toEqual([
      { path: 'at.cty', allowed: ['by', 'iban', 'city'] },
    ]);
  });

  it('with a discriminator of no member is judged the same way', () => {
    expect(paths(pay, { by: 'cash', iban: 'a', cty: 'b' })).toEqual(['at.cty']);
  });
});

describe('members without a discriminator are told apart', () => {
  it('by what they require', () => {
    const union = z.union([
      z.object({ id: z.string(), at: z.string() }),
      z.object({ id: z.string(), note: z.string().optional() }),
    ]);
    expect(found(union, { id: 'a', nte: 'b' })).toEqual([{ path: 'at.nte', allowed: ['id', 'note'] }]);
    expect(found(union, { id: 'a', at: 'b' })).toEqual([]);
  });

  it('by the types of their fields', () => {
    const union = z.union([
      z.object({ v: z.string().or(z.null()) }),
      z.object({ v: z.int(), unit: z.string().optional() }),
      z.object({ v: z.boolean(), mode: z.string().optional() }),
    ]);
    expect(paths(union, { v: 'x', unit: 'm' })).toEqual(['at.unit']);
    expect(paths(union, { v: null, mode: 'm' })).toEqual(['at.mode']);
    expect(paths(union, { v: 7, mode: 'm' })).toEqual(['at.mode']);
    expect(paths(union, { v: true, unit: 'm' })).toEqual(['at.unit']);
    expect(paths(union, { v: 7, unit: 'm' })).toEqual([]);
  });

  it('by types that are a choice themselves, or any', () => {
    const choice = z.string().or(z.object({ id: z.string() }));
    const number = z.object({ v: z.number(), mode: z.string().optional() });
    for (const v of [choice, z.any()])
      expect(
        paths(z.union([z.object({ v, unit: z.string().optional() }), number]), { v: 'x', mode: 'm' }),
      ).toEqual(['at.mode']);
  });

  it('by fixed values also where something else may stand in their place', () => {
    const kind = z.literal('a').or(z.object({ id: z.string() }));
    const union = z.union([
      z.object({ kind, x: z.number().optional() }),
      z.object({ kind: z.number(), y: z.number().optional() }),
    ]);
    expect(paths(union, { kind: 'b', x: 1 })).toEqual(['at.x']);
  });

  it('by what is missing, where one requires nothing', () => {
    const union = z.union([
      z.object({ a: z.string().optional() }),
      z.object({ id: z.string(), note: z.string().optional() }),
    ]);
    expect(paths(union, { note: 'n' })).toEqual(['at.note']);
  });

  it('by fixed values rather than by types and what is missing', () => {
    const union = z.union([
      z.object({ kind: z.literal('a'), count: z.number(), name: z.string(), extra: z.string().optional() }),
      z.object({ kind: z.literal('b').optional(), count: z.string(), other: z.string().optional() }),
    ]);
    // A text where a number belongs, and no name: still what it says it is.
    expect(paths(union, { kind: 'a', count: '5', other: 'x' })).toEqual(['at.other']);
    expect(paths(union, { kind: 'a', count: '5', extra: 'x' })).toEqual([]);
  });

  it('by what is required rather than by types', () => {
    const union = z.union([
      z.object({ id: z.string(), name: z.string(), city: z.string().optional() }),
      z.object({ id: z.number(), note: z.string().optional() }),
    ]);
    expect(paths(union, { id: 'a', note: 'b', city: 'c' })).toEqual(['at.city']);
  });

  it('not by a field that they take from every object', () => {
    const union = z.union([z.object({ toString: z.string().optional() }), z.object({ a: z.number() })]);
    expect(paths(union, { a: 1, b: 2 })).toEqual(['at.b']);
  });
});

describe('where nothing tells members apart', () => {
  const card = z.object({ card: z.object({ last4: z.string() }).optional() });
  const bank = z.object({ iban: z.string().optional(), bic: z.string().optional() });

  it('the one speaks that knows more of the value’s own fields, whatever their order', () => {
    const value = { card: { cvc: 1, expires: 2, last4: 'a' } };
    const complaints = ['cvc', 'expires'].map((name) => ({ path: `at.card.${name}`, allowed: ['last4'] }));
    expect(found(z.union([card, bank]), value)).toEqual(complaints);
    expect(found(z.union([bank, card]), value)).toEqual(complaints);
  });

  it('then the one that complains less further in', () => {
    const narrow = z.object({ card: z.object({ last4: z.string(), holder: z.string() }).optional() });
    const wide = z.object({ card: z.object({ cvc: z.number(), last4: z.string() }).optional() });
    for (const union of [z.union([narrow, wide]), z.union([wide, narrow])])
      expect(found(union, { card: { cvc: 1, last4: 'a', pin: 2 } })).toEqual([
        { path: 'at.card.pin', allowed: ['cvc', 'last4'] },
      ]);
  });

  it('and of one that complains as often, but of the value itself, no name is told', () => {
    const first = z.object({ y: z.object({ p: z.number().optional(), w: z.number().optional() }) });
    const second = z.object({ x: z.number().optional(), y: z.object({ q: z.number().optional() }) });
    expect(found(z.union([first, second]), { x: 1, y: { z: 1, w: 1 } })).toEqual([
      { path: 'at.y.z', allowed: ['q'] },
      { path: 'at.y.w', allowed: ['q'] },
    ]);
  });

  it('and where several know as little, the names of all are allowed, once each', () => {
    const both = z.union([card, bank, z.object({ iban: z.string().optional(), key: z.string().optional() })]);
    expect(found(both, { name: 'a' })).toEqual([
      { path: 'at.name', allowed: ['card', 'iban', 'bic', 'key'] },
    ]);
    expect(found(z.union([card, bank]), { card: {}, iban: 'a' })).toEqual([
      { path: 'at.iban', allowed: ['card'] },
    ]);
  });
});
