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
