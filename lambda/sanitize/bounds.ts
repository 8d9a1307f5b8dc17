import type { ContentBlock } from '../tools/content';

/** Whether a list anywhere in the value is longer than `most`. */
export function itemsExceed(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value) && value.length > most) return true;
  return Object.values(value).some((child) => itemsExceed(child, most));
}

/** Room for the notice and for the JSON around the texts. */
const NOTICE_BYTES = 512;

/** The beginning of a reply that is too long, and a sentence that says so. Blocks that are not text fit whole or go. */
export function cutContent(blocks: readonly ContentBlock[], most: number): ContentBlock[] {
  let room = most - NOTICE_BYTES;
  const kept = blocks.flatMap((block): ContentBlock[] => {
    const fitting = block.type === 'text' ? { ...block, text: cutToBytes(block.text, room) } : block;
    const bytes = Buffer.byteLength(JSON.stringify(fitting));
    if (block.type === 'text' ? fitting.type === 'text' && fitting.text === '' : bytes > room) return [];
    room -= bytes;
    return [fitting];
  });
  const notice = `[The call ran. Its output was cut to ${most} bytes: do not repeat the call as it is; ask for less.]`;
  return [...kept, { type: 'text', text: notice }];
}

/** The longest beginning of `text` whose JSON form takes at most `most` bytes. Never splits a character. */
export function cutToBytes(text: string, most: number): string {
  if (Buffer.byteLength(JSON.stringify(text)) <= most) return text;
  let used = 2; // the quotes
  let end = 0;
  for (const character of text) {
    used += Buffer.byteLength(JSON.stringify(character)) - 2;
    if (used > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}
