import { canonicalJson } from '../../../lambda/idempotency/canonical-json';
import { callerHash, identify, type NamedCall } from '../../../lambda/idempotency/call-key';
import { isoSeconds } from '../../../lambda/clock';
import { advertiseKey, withoutAdvertisedKey } from '../../../lambda/idempotency/key-argument';
import { newClaim } from '../../../lambda/idempotency/new-claim';
import { DEFAULT_POLICY } from '../../../lambda/idempotency/policy';
import { decodeOutcome } from '../../../lambda/idempotency/stored-outcome';
import { ANA } from '../../idempotency/guarded-pipeline';
import { Chance } from '../../idempotency/chance';

const CALL: NamedCall = { tool: 'refund', caller: ANA, policy: DEFAULT_POLICY, arguments: { a: 1 } };
const idOf = (call: Partial<NamedCall>): string => {
  const key = identify({ ...CALL, ...call });
  return 'id' in key ? `${key.kind} ${key.id}` : key.kind;
};

/** A JSON value; with `shuffled`, the same one with its fields in another order. */
function jsonValue(chance: Chance, depth: number): { value: unknown; shuffled: unknown } {
  const kind = depth === 0 ? chance.below(5) : chance.below(7);
  if (kind < 5) {
    const value = [null, true, chance.below(1_000) / 8, -0, chance.text()][kind];
    return { value, shuffled: value };
  }
  const children = Array.from({ length: chance.below(4) }, () => jsonValue(chance, depth - 1));
  if (kind === 5)
    return { value: children.map((child) => child.value), shuffled: children.map((child) => child.shuffled) };
  const fields = children.map((child, index) => [`${chance.text()}${index}`, child] as const);
  return {
    value: Object.fromEntries(fields.map(([name, child]) => [name, child.value])),
    shuffled: Object.fromEntries(fields.toReversed().map(([name, child]) => [name, child.shuffled])),
  };
}

test('canonical JSON: one text for one meaning, another for another, and it is JSON', () => {
  const chance = new Chance(20_261_120);
  const seen = new Map<string, string>();
  for (let round = 0; round < 2_000; round += 1) {
    const { value, shuffled } = jsonValue(chance, 4);
    const text = canonicalJson(value);
    expect(canonicalJson(shuffled)).toBe(text);
    // -0 has no JSON text of its own.
    expect(JSON.stringify(JSON.parse(text))).toHaveLength(text.length);
    const plain = canonicalJson(JSON.parse(JSON.stringify(value)));
    expect(plain).toBe(text);
    seen.set(text, plain);
  }
  expect(seen.size).toBeGreaterThan(700);
});

test.each([
  ['{"b":1,"a":[{"d":null,"c":"ü"}]}', '{"a":[{"c":"ü","d":null}],"b":1}'],
  ['{"__proto__":1,"a":2}', '{"__proto__":1,"a":2}'],
  ['{"10":1,"9":2}', '{"10":1,"9":2}'],
  ['1.0', '1'],
  ['"\\ud800"', '"\\ud800"'],
])('canonical JSON of %s', (text, expected) => {
  expect(canonicalJson(JSON.parse(text))).toBe(expected);
});

test('ids are pinned: a release that names calls otherwise would run them again', () => {
  expect(idOf({})).toBe('derived b5DcyryyRO6AcmEBR3fV-76qAje57m2RDuDMVlxNsaE');
  expect(idOf({ meta: { 'cdk-mcp-service/idempotencyKey': 'k' } })).toBe(
    'explicit joa1pc-4uAiMRjMJ9gptiOe6WXLfWWRzjSZGJc__VGM',
  );
});

test('so are callers: a release that names them otherwise could not erase what is held of them', () => {
  expect(callerHash({ subject: 'ana' })).toBe('ztL1XMQaRqJzTj4hUoNMGWP9_iXpKr_w0_TjdNpCE5o');
  expect(callerHash({ subject: 'ana', tenant: 'acme' })).toBe('fO1H2LS5qa5qnmCg9IhGfpX19p_4I804rMQkAgy2W0k');
});

test('no choice of names or keys moves a border between the parts of an id', () => {
  const named = (tenant: string | undefined, subject: string, tool: string, key: unknown) =>
    idOf({ tool, caller: { tenant, subject, scopes: [] }, arguments: { idempotencyKey: key } });
  const ids = [
    named('a', 'b', 'c', 'd'),
    named('a', 'b', 'cd', ''),
    named('a', 'b"', 'c', 'd'),
    named('a","b', 'b', 'c', 'd'),
    named(undefined, 'a', 'b', 'd'),
    named('null', 'a', 'b', 'd'),
    named('a', 'b', 'c', 1),
    named('a', 'b', 'c', '1'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

test('the argument goes before _meta, and null is no key', () => {
  const meta = { 'cdk-mcp-service/idempotencyKey': 'k' };
  expect(idOf({ arguments: { a: 1, idempotencyKey: 'k' } })).toBe(idOf({ meta }));
  expect(idOf({ arguments: { a: 1, idempotencyKey: 'other' }, meta })).not.toBe(idOf({ meta }));
  expect(idOf({ arguments: { a: 1, idempotencyKey: null } })).toBe(idOf({}));
  expect(idOf({ policy: { ...DEFAULT_POLICY, derivedKey: false } })).toBe('none');
  expect(idOf({ meta: { progressToken: 7 } })).toBe(idOf({}));
});

test('the advertised key is optional, closes nothing and hides no field of the tool', () => {
  const own = {
    type: 'object',
    properties: { a: { type: 'string' } },
    required: ['a'],
    additionalProperties: false,
  };
  const shown = advertiseKey(own);
  expect(shown).toMatchObject({
    ...own,
    properties: { ...own.properties, idempotencyKey: { type: 'string' } },
  });
  expect(withoutAdvertisedKey({ a: 'x', idempotencyKey: 'k' })).toEqual({ a: 'x' });
  const declares = { ...own, properties: { idempotencyKey: { type: 'number' } } };
  expect(advertiseKey(declares)).toBe(declares);
  for (const odd of [undefined, null, 'text', ['idempotencyKey']])
    expect(withoutAdvertisedKey(odd)).toBe(odd);
});

test('a record outlives its deadline, however long the tool may run', () => {
  const facts = { id: 'i', validation: 'v', tool: 't', requestId: 'r', caller: 'c', keptMs: 600_000 };
  const short = newClaim({ ...facts, longestMs: 25_000 }, 1_500);
  expect(short).toMatchObject({ claimedAt: 1_500, deadlineAt: 31_500, expiresAt: 602_000 });
  const long = newClaim({ ...facts, longestMs: 900_000 }, 1_500);
  expect(long).toMatchObject({ deadlineAt: 906_500, expiresAt: 967_000 });
  expect(short.owner).not.toBe(long.owner);
});

test('of a stored outcome only what is known is read', () => {
  for (const text of [
    '',
    'null',
    '{}',
    '{"kind":"result"}',
    '{"kind":"error","code":"X","message":""}',
    '{"kind":"x"}',
  ])
    expect(decodeOutcome(text)).toBeUndefined();
  expect(decodeOutcome('{"kind":"result","result":{"content":[]}}')).toEqual({
    kind: 'result',
    result: { content: [] },
  });
  expect(decodeOutcome('{"kind":"too_large","bytes":5}')).toEqual({ kind: 'too_large', bytes: 5 });
});

test.each([0, 1_795_176_000_999, Date.parse('2024-02-29T23:59:59Z'), Date.parse('9999-12-31T00:00:00Z')])(
  'the time %d as ISO 8601',
  (time) => {
    expect(isoSeconds(time)).toBe(new Date(time).toISOString().replace(/\.\d{3}/, ''));
  },
);
