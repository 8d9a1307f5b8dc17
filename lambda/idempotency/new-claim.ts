import { randomUUID } from 'node:crypto';
import type { Claim } from '../state/idempotency/store';

/** Milliseconds between the longest run of a call and the moment its owner is taken for lost: time to write the result. */
export const DEADLINE_MARGIN_MS = 5_000;

/** Milliseconds that a record outlives its deadline at least, however long the tool may run. */
const KEPT_AFTER_DEADLINE_MS = 60_000;

export interface ClaimFacts {
  readonly id: string;
  readonly validation: string;
  readonly tool: string;
  readonly requestId: string;
  /** See `callerHash`. */
  readonly caller: string;
  /** Milliseconds that the rule and the handler may take together. */
  readonly longestMs: number;
  /** Milliseconds that the record is kept. */
  readonly keptMs: number;
}

export function newClaim({ longestMs, keptMs, ...facts }: ClaimFacts, now: number): Claim {
  const deadlineAt = now + longestMs + DEADLINE_MARGIN_MS;
  // A record that expired before its deadline would let a second call run beside the first.
  const keptUntil = Math.max(now + keptMs, deadlineAt + KEPT_AFTER_DEADLINE_MS);
  return {
    ...facts,
    owner: randomUUID(),
    claimedAt: now,
    deadlineAt,
    expiresAt: Math.ceil(keptUntil / 1_000) * 1_000,
  };
}

/** Whether the call may still begin: past this, others could take it for lost while it runs. */
export function mayStillBegin({ claimedAt }: Claim, now: number): boolean {
  return now - claimedAt < DEADLINE_MARGIN_MS / 2;
}
