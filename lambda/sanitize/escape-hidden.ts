/** What a reader does not see, or sees elsewhere: controls, formats, bidi marks, blanks without a width, unassigned. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Text of a stranger for a person who decides by it: what would hide, or turn the text round, is written out. */
export function escapeHidden(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The same JSON, in characters that all show. */
export function escapeInJson(json: string): string {
  // Outside its texts JSON has no such characters; inside, each half of a pair is escaped by itself.
  return json.replace(HIDDEN, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** JSON over several lines. A text, such as JSON that was cut, and what does not read as JSON stay one line. */
export function prettyJson(json: string): string {
  return prettyOf(json).split('\n').map(escapeHidden).join('\n');
}

function prettyOf(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? escapeHidden(value) : JSON.stringify(value, null, 2);
  } catch {
    return escapeHidden(json);
  }
}
