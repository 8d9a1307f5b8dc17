import type { Clock } from '../clock';
import { withDeadline } from '../deadline';
import type { Claim, ClaimAnswer, IdempotencyStore } from '../state/idempotency/store';
import { mayStillBegin } from './new-claim';

/** Milliseconds that a call waits for its claim. @default 80 */
export const DEFAULT_CLAIM_MS = 80;

/** Loading the client is no sign of a slow store; it happens once a process. */
const READY_MS = 3_000;

interface ClaimPorts {
  readonly store: IdempotencyStore;
  readonly clock: Clock;
  readonly claimMs: number;
}

/**
 * Takes the claim or finds who has it, within `claimMs`.
 *
 * @throws when the store does not answer in time, or answers so late that the claim is no longer worth having.
 */
export async function takeClaim({ store, clock, claimMs }: ClaimPorts, claim: Claim): Promise<ClaimAnswer> {
  let asking: Promise<ClaimAnswer> | undefined;
  try {
    const answer = await withDeadline(clock, claimMs, (signal) => (asking = askTwice(store, claim, signal)));
    if (answer.kind === 'met' || mayStillBegin(claim, clock.now())) return answer;
    throw new Error('The process stood still after its claim.');
  } catch (error) {
    giveBack(store, claim, asking);
    throw error;
  }
}

/** Waits for the store's code, on the first call only. */
export async function loaded({ store, clock }: Omit<ClaimPorts, 'claimMs'>): Promise<void> {
  await withDeadline(clock, READY_MS, () => store.ready());
}

/** A connection that died while the process was frozen fails at once; the second attempt has a new one. */
async function askTwice(store: IdempotencyStore, claim: Claim, signal: AbortSignal): Promise<ClaimAnswer> {
  try {
    return await store.claim(claim);
  } catch (error) {
    if (signal.aborted) throw error;
    return store.claim(claim);
  }
}

/**
 * A claim that was granted too late, or without an answer, would stand in the way of the caller's next attempt.
 * Nobody waits for this: where it does not get to run, the record becomes OUTCOME_UNKNOWN at its deadline,
 * which is safe.
 */
function giveBack(store: IdempotencyStore, claim: Claim, asking?: Promise<ClaimAnswer>): void {
  const release = () => store.release(claim);
  void asking?.then(release, release).catch(() => undefined);
}
