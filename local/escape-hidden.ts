/** What a terminal obeys or does not show: controls, formats, bidi marks, blanks without a width, unassigned. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Text of a stranger for a terminal: what would move the cursor, turn the text round or hide is written out. */
export function escapeHidden(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** JSON over several lines, for a terminal. What does not read as JSON stays one line. */
export function prettyJson(json: string): string {
  return prettyOf(json).split('\n').map(escapeHidden).join('\n');
}

function prettyOf(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return escapeHidden(json);
  }
}
