import type { ContentBlock } from '../tools/content';

/** Whether a list anywhere in the value is longer than `most`. */
export function itemsExceed(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value) && value.length > most) return true;
  return Object.values(value).some((child) => itemsExceed(child, most));
}

/**
 * The beginning of a reply whose result is too long, and a sentence that says so: together at most `most`
 * bytes as a result. Blocks that are not text fit whole or go.
 */
export function cutContent(blocks: readonly ContentBlock[], most: number): ContentBlock[] {
  const notice: ContentBlock = {
    type: 'text',
    text: `[The call ran. Its output was cut to ${most} bytes: do not repeat the call as it is; ask for less.]`,
  };
  let room = most - bytesOf({ content: [notice] });
  const kept = blocks.flatMap((block): ContentBlock[] => {
    const fitting = cutBlock(block, room - COMMA);
    if (!fitting) return [];
    room -= bytesOf(fitting) + COMMA;
    return [fitting];
  });
  return [...kept, notice];
}

/** Bytes between a block and the next one. */
const COMMA = 1;

function cutBlock(block: ContentBlock, most: number): ContentBlock | undefined {
  if (bytesOf(block) <= most) return block;
  if (block.type !== 'text') return undefined;
  const frame = bytesOf({ ...block, text: '' }) - bytesOf('');
  const text = cutToBytes(block.text, most - frame);
  return text === '' ? undefined : { ...block, text };
}

/** The longest beginning of `text` whose JSON form takes at most `most` bytes. Never splits a character. */
export function cutToBytes(text: string, most: number): string {
  if (bytesOf(text) <= most) return text;
  let used = bytesOf('');
  let end = 0;
  for (const character of text) {
    used += bytesOf(character) - bytesOf('');
    if (used > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function bytesOf(value: string | object): number {
  return Buffer.byteLength(JSON.stringify(value));
}
