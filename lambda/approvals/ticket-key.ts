import { createHash } from 'node:crypto';
import { canonicalJson } from '../idempotency/canonical-json';
import { isFields } from '../fields';
import type { RegisteredTool } from '../registry';
import { KEY_CHARACTERS } from '../state/approvals/approvals';
import type { Caller } from '../tools/context';

/** Changes when what is hashed changes: an approval of one release then never means another call in the next. */
const VERSION = 1;

/**
 * What a person approves: this tool, with exactly these arguments, for this caller through this host. The argument
 * that names a call is not part of it: an agent that sends the same again under another key asks for the same.
 */
export function ticketKey({ manifest }: RegisteredTool, caller: Caller, args: unknown): string {
  const { tenant = null, subject, agent = null } = caller;
  const { [manifest.idempotency?.keyArgument ?? '']: _key, ...rest } = isFields(args) ? args : {};
  return createHash('sha256')
    .update(canonicalJson([VERSION, 'approval', tenant, subject, agent, manifest.name, rest]))
    .digest('base64url')
    .slice(0, KEY_CHARACTERS);
}
