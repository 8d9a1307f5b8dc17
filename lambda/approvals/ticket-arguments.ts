import type { JsonSchema } from '../contract';
import { escapeInJson } from '../sanitize/escape-hidden';
import { redactValue } from '../sanitize/clean-value';

/** As JSON. More than that nobody reads; what nobody reads nobody approves. */
export const MOST_CHARACTERS = 16_000;

/**
 * What a person decides by: all that the handler gets, but for secrets and fields marked sensitive. Nothing is cut,
 * and what would hide is written out: an agent has no place for what the person should not see.
 */
export function ticketArguments(args: unknown, schema: JsonSchema): string {
  return escapeInJson(JSON.stringify(redactValue(args ?? {}, schema)));
}
