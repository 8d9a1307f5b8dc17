import type { JsonSchema } from '../contract';
import { cleanValue } from './clean-value';

/** Characters of the arguments as JSON. */
const MOST_CHARACTERS = 4_000;
const MOST_TEXT = 1_000;
const MOST_ITEMS = 20;
const MOST_DEPTH = 6;

/**
 * What a call was sent, for its line: secrets and fields marked as sensitive redacted, and bounded, because
 * arguments may have a megabyte. A text when even the bounded form is too long.
 */
export function logArguments(args: unknown, schema: JsonSchema): unknown {
  const clean = cleanValue(bounded(args ?? {}, MOST_DEPTH), schema);
  const text = JSON.stringify(clean);
  return text.length <= MOST_CHARACTERS ? clean : `${text.slice(0, MOST_CHARACTERS)}…`;
}

/** Cut before it is cleaned, so that the cost is bounded too; no secret is longer than what is kept of a text. */
function bounded(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.slice(0, MOST_TEXT);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item) => bounded(item, depth - 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_ITEMS)
      .map(([name, child]) => [name.slice(0, MOST_TEXT), bounded(child, depth - 1)]),
  );
}
