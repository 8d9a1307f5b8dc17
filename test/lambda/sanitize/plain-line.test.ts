import { plainLine } from '../../../lambda/sanitize/plain-line';

test.each([
  ['close_case', 'close_case'],
  ['https://claude.ai/oauth/client.json?a=b&c=d', 'https://claude.ai/oauth/client.json?a=b&c=d'],
  ['Zoë 日本 😀', 'Zoë 日本 😀'],
  ['a\nb\r\u2028\u2029\u0085c', 'a[U+000A]b[U+000D][U+2028][U+2029][U+0085]c'],
  ['\u001b[31mred', '[U+001B][31mred'],
  ['<a href="x">', '‹a href=’x’›'],
  [`it's \`code\``, 'it’s ’code’'],
  ['\\u000a \\n', '[U+005C]u000a [U+005C]n'],
  ['\u202eabc\u200b', '[U+202E]abc[U+200B]'],
  ['\u{e0041}', '[U+E0041]'],
  ['\ud800', '[U+D800]'],
])('%j is %j', (text, plain) => {
  expect(plainLine(text)).toBe(plain);
});

test('is as long as a line of a message, and has no half of a character', () => {
  expect(plainLine('x'.repeat(301))).toBe(`${'x'.repeat(300)}…`);
  expect(plainLine(`${'x'.repeat(299)}😀`)).toBe(`${'x'.repeat(299)}…`);
  expect(plainLine('x'.repeat(300))).toBe('x'.repeat(300));
});
