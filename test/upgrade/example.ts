import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { supportDesk } from '../lib/observability/support-desk';

/** The committed template of the example: what a deployed stack looks like before the next change. */
export const GOLDEN = join(__dirname, '../golden/support-desk.template.json');
/** Writes it anew. */
export const UPDATE = 'npm run golden';

export interface GoldenTemplate {
  readonly Resources: Readonly<Record<string, GoldenResource>>;
}

export interface GoldenResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** What follows from the bytes of the bundle alone, and so changes with every line of the server. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1<version>'],
  [/[0-9a-f]{64}/g, '<asset>'],
];

/** The template of the example as it is now, masked. */
export function currentTemplate(): GoldenTemplate {
  const { stack, template } = supportDesk();
  const text = JSON.stringify(template.toJSON()).replaceAll(stack.service.release, '<release>');
  return JSON.parse(MASKS.reduce((masked, [pattern, mask]) => masked.replace(pattern, mask), text));
}

export function goldenTemplate(): GoldenTemplate {
  return JSON.parse(readFileSync(GOLDEN, 'utf8'));
}
