import type { Placement } from '../dashboard-body';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels of the page: legible at 1600 wide. */
export const PAGE_WIDTH = 1_600;
export const PAGE_MARGIN = 16;
export const COLUMNS = 24;
export const ROW_HEIGHT = 52;
export const GAP = 8;
const PADDING = 10;
const TITLE_HEIGHT = 24;
const COLUMN_WIDTH = (PAGE_WIDTH - 2 * PAGE_MARGIN - (COLUMNS - 1) * GAP) / COLUMNS;
/** Of characters of the small print, about: codes are written in capitals. */
const SMALL_LETTER = 6.1;
const CAPITAL = 7.4;
/** Lines break between words, not at their end. */
const RAGGED = 1.12;

/** What is left inside a widget's frame, below its title. */
export function roomOf({ width, height }: Placement, hasTitle: boolean): Size {
  return {
    width: Math.floor(width * COLUMN_WIDTH + (width - 1) * GAP) - 2 * PADDING - 2,
    height: height * ROW_HEIGHT + (height - 1) * GAP - 2 * PADDING - 2 - (hasTitle ? TITLE_HEIGHT : 0),
  };
}

/** How many lines texts of a small print take that flow side by side. */
export function linesOf(texts: readonly string[], width: number, extra = 0): number {
  let [lines, used] = [texts.length === 0 ? 0 : 1, 0];
  for (const text of texts) {
    const wide = Math.min(textWidth(text) + extra, width);
    if (used + wide > width) {
      lines += 1;
      used = 0;
    }
    used += wide;
  }
  return lines;
}

/** How many lines one text takes. */
export function wrappedLines(text: string, width: number): number {
  return Math.ceil((textWidth(text) * RAGGED) / width);
}

export function textWidth(text: string): number {
  const capitals = text.match(/[A-Z_]/g)?.length ?? 0;
  return capitals * CAPITAL + (text.length - capitals) * SMALL_LETTER;
}
