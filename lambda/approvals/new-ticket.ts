import { randomBytes } from 'node:crypto';
import type { AcceptedCall } from '../call';
import type { Ticket } from '../state/approvals/approvals';

/** From the question to the call: a person decides within it, and the agent sends the call again. */
const TICKET_MS = 30 * 60_000;
const NONCE_BYTES = 9;
const STATE_KEY_BYTES = 32;

interface Asked {
  readonly key: string;
  /** As JSON, for whoever decides. */
  readonly arguments: string;
  readonly now: number;
}

export function newTicket({ tool, exchange }: AcceptedCall, asked: Asked): Ticket {
  const { caller, requestId } = exchange;
  return {
    id: `${asked.key}${randomBytes(NONCE_BYTES).toString('base64url')}`,
    key: asked.key,
    stateKey: randomBytes(STATE_KEY_BYTES).toString('base64url'),
    tool: tool.manifest.name,
    arguments: asked.arguments,
    subject: caller.subject,
    ...(caller.tenant !== undefined && { tenant: caller.tenant }),
    ...(caller.agent !== undefined && { agent: caller.agent }),
    requestId,
    requestedAt: asked.now,
    expiresAt: asked.now + TICKET_MS,
    status: 'pending',
  };
}
