/** ANSI escapes: CSI (`ESC [ … letter`), OSC to its end, the two-character ones, and the 8-bit CSI. */
const ANSI =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])|\u009b[0-?]*[ -/]*[@-~]/gu;

/** C0 and C1 control characters, but for tab and line ends. */
const CONTROL = /(?![\t\n\r])\p{Cc}/gu;

/**
 * Characters that show nothing and carry text past a reader: tags (ASCII smuggling), variation selectors of
 * the supplement, bidi embeddings, overrides and isolates, and the blanks that have no width.
 */
const INVISIBLE =
  /[\u{e0000}-\u{e007f}\u{e0100}-\u{e01ef}\u202a-\u202e\u2066-\u2069\u200b\u2060-\u2064\ufeff\u00ad\u180e]/gu;

/** One joiner between two letters or emoji is how scripts and families are written; a run of them is a code. */
const JOINER_RUN = /[\u200c-\u200f]{2,}/gu;

/** What every text loses before it leaves: what a reader sees is then all there is. */
export function cleanText(text: string): string {
  return text.replace(ANSI, '').replace(CONTROL, '').replace(INVISIBLE, '').replace(JOINER_RUN, '');
}
