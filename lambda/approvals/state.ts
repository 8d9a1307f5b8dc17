import { isSame, sign } from '../oauth/signature';
import type { Ticket } from '../state/approvals/approvals';

const PURPOSE = 'requestState';

/**
 * MCP 2026-07-28, "Multi Round-Trip Requests": what a client brings back must not be believed unless it is signed.
 * Each ticket has a key of its own, which never leaves the store: it names tenant, caller, agent, tool and arguments by
 * their hash, and ends when they do.
 */
export function stateOf({ id, stateKey }: Ticket): string {
  return `${id}.${signatureOf(id, stateKey).toString('base64url')}`;
}

/** Whether it was signed for this very ticket. */
export function isStateOf(text: string, { id, stateKey }: Ticket): boolean {
  const [named, signature = '', ...more] = text.split('.');
  if (named !== id || more.length > 0) return false;
  return isSame(Buffer.from(signature, 'base64url'), signatureOf(id, stateKey));
}

function signatureOf(id: string, key: string): Buffer {
  return sign(Buffer.from(key, 'base64url'), Buffer.from(`${PURPOSE} ${id}`));
}
