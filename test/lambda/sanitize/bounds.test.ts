import { cutContent, cutToBytes, itemsExceed } from '../../../lambda/sanitize/bounds';
import type { ContentBlock } from '../../../lambda/tools';

const bytesOf = (content: readonly ContentBlock[]) => Buffer.byteLength(JSON.stringify({ content }));
const text = (of: string): ContentBlock => ({ type: 'text', text: of });
const noticeOf = (most: number) =>
  text(`[The call ran. Its output was cut to ${most} bytes: do not repeat the call as it is; ask for less.]`);

describe('a reply that is cut', () => {
  it('is within the bytes, whatever the size of its blocks', () => {
    for (const length of [0, 1, 2, 3, 10, 100, 1_000])
      for (const most of [1_024, 1_025, 2_048, 65_536]) {
        const blocks = Array.from({ length: 6_000 }, () => text('a'.repeat(length)));
        const cut = cutContent(blocks, most);
        expect(bytesOf(cut)).toBeLessThanOrEqual(most);
        // Nothing that would fit is left out.
        expect(bytesOf(cut)).toBeGreaterThan(most - 30);
        expect(cut.at(-1)).toEqual(noticeOf(most));
      }
  });

  it('uses every byte', () => {
    for (let most = 1_024; most < 1_100; most += 1)
      expect(bytesOf(cutContent([text('a'.repeat(2_000))], most))).toBe(most);
  });

  it('keeps blocks whole to the byte, and the first that does not fit is cut', () => {
    const fitting = [text('a'), text('b'.repeat(500))];
    const most = bytesOf([...fitting, noticeOf(1_000)]);
    expect(most).toBeLessThan(1_000);
    const cut = (room: number) => cutContent([...fitting, text('c'.repeat(9_000))], room);
    expect(cut(1_000)[0]).toEqual(text('a'));
    expect(cut(1_000)[1]).toEqual(fitting[1]);
    expect(cut(1_000)[2]).toMatchObject({ text: expect.stringMatching(/^c+$/) });
  });

  it('keeps what is not text whole, or leaves it out', () => {
    const picture: ContentBlock = { type: 'image', data: 'Q'.repeat(1_500), mimeType: 'image/png' };
    const most = 2_048;
    expect(cutContent([picture, picture, picture, text('end')], most)).toEqual([
      picture,
      text('end'),
      noticeOf(most),
    ]);
    const exact = bytesOf([picture, noticeOf(1_000)]);
    expect(cutContent([picture, picture], exact)[0]).toEqual(picture);
    expect(cutContent([picture, picture], exact - 1)).toEqual([noticeOf(exact - 1)]);
  });
});

it.each([
  ['abc', 5, 'abc'],
  ['abc', 4, 'ab'],
  ['abc', 2, ''],
  ['abc', -7, ''],
  ['éé', 5, 'é'],
  ['👍👍', 9, '👍'],
  ['a"b', 5, 'a"'],
  ['a"b', 4, 'a'],
])('of %j in %i bytes as JSON stays %j', (whole, most, beginning) => {
  expect(cutToBytes(whole, most)).toBe(beginning);
});

it.each([
  [[1, 2], false],
  [[1, 2, 3], true],
  [{ a: { b: [1, 2, 3] } }, true],
  [[[1, 2, 3]], true],
  [{ a: 1, b: 2, c: 3 }, false],
  ['abc', false],
  [null, false],
])('%j has a list of more than two: %p', (value, exceeds) => {
  expect(itemsExceed(value, 2)).toBe(exceeds);
});
