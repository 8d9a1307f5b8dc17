import { describeThrown } from '../../lambda/thrown';

const described = (thrown: unknown) => describeThrown(thrown, 2_000);

it('tells an error by its stack', () => {
  expect(described(new TypeError('no route'))).toMatch(/^TypeError: no route\n +at .*thrown\.test\.ts/);
});

it.each<[string, unknown, string]>([
  ['a text', 'no route', 'no route'],
  ['a number', 7, '7'],
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['an error without a stack', Object.assign(new Error('bare'), { stack: undefined }), 'bare'],
  ['an error whose stack is no text', Object.assign(new Error('bare'), { stack: 7 }), 'bare'],
  ['an error without any text', Object.assign(new Error(''), { stack: 7, message: 8 }), '8'],
  ['an object without a prototype', Object.create(null), '(object without a text)'],
  ['an object whose text throws', { toString: thrower }, '(object without a text)'],
  ['an object whose text is none', { toString: () => ({}) }, '(object without a text)'],
  [
    'an error whose stack throws',
    Object.defineProperty(new Error('a'), 'stack', { get: thrower }),
    '(object without a text)',
  ],
  ['an object that is gone', revoked(), '(object without a text)'],
  ['a function', Object.assign(() => 1, { toString: thrower }), '(function without a text)'],
])('tells %s', (_case, thrown, text) => {
  expect(described(thrown)).toBe(text);
});

it('is bounded', () => {
  expect(describeThrown('x'.repeat(5_000), 500)).toBe('x'.repeat(500));
  expect(describeThrown(new Error('x'.repeat(5_000)), 500)).toBe(`Error: ${'x'.repeat(493)}`);
});

function thrower(): never {
  throw new Error('no text');
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
