/** Controls and line ends, what shows nothing or turns the text round, and the characters of quoting and markup. */
const NOT_PLAIN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\\"'`<>]/gu;

const QUOTES: Readonly<Record<string, string>> = { '"': '’', "'": '’', '`': '’', '<': '‹', '>': '›' };

const MOST_CHARACTERS = 300;

/**
 * Text of a stranger as a part of one line of a message: of mail, whose lines a template puts into quotes without
 * escaping what they hold, or of chat. It neither ends the line nor the quotes, and nothing that writes it out again
 * takes a part of it for an escape.
 */
export function plainLine(text: string): string {
  const plain = text.replace(NOT_PLAIN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return QUOTES[character] ?? `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
  if (plain.length <= MOST_CHARACTERS) return plain;
  // Half of a character is none.
  return `${plain.slice(0, MOST_CHARACTERS).replace(/\p{Cs}$/u, '')}…`;
}
