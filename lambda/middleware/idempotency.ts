import type { Clock } from '../clock';
import { failed, type AcceptedCall, type Call, type Middleware, type Next, type Outcome } from '../call';
import { METRICS, type IdempotencyPolicy } from '../contract';
import { persist, type Patience } from '../idempotency/attempts';
import { callerHash, identify } from '../idempotency/call-key';
import { newClaim } from '../idempotency/new-claim';
import { DEFAULT_KEPT_MS, DEFAULT_POLICY, DERIVED_KEPT_MS } from '../idempotency/policy';
import {
  conflictingArguments,
  invalidKey,
  outcomeUnknown,
  stillRunning,
  storeUnavailable,
  type Earlier,
} from '../idempotency/refusals';
import { replay } from '../idempotency/replay';
import { settlementOf, type Settlement } from '../idempotency/settlement';
import { standingTowards } from '../idempotency/standing';
import { DEFAULT_CLAIM_MS, loaded, takeClaim } from '../idempotency/take-claim';
import type { Claim, ClaimAnswer, IdempotencyStore } from '../state/idempotency/store';
import { describeThrown } from '../thrown';
import { maskError } from '../tool-error';

export interface IdempotencyPorts {
  readonly store: IdempotencyStore;
  readonly clock: Clock;
  /** Milliseconds that a record under a caller's key is kept. @default 604800000 (7 days) */
  readonly keptMs?: number;
  /** Milliseconds that a call waits for its claim. @default 80 */
  readonly claimMs?: number;
}

/** The handler has run: its result is worth more waiting than its beginning was, within the deadline's margin. */
const SETTLE: Patience = { attempts: 3, attemptMs: 500, pauseMs: 50 };

/**
 * A call with an effect runs at most once per key and caller, while its record is kept. Whatever ends it
 * without anyone knowing whether it took effect spends the key: nothing runs twice behind the caller's back.
 */
export function idempotency(ports: IdempotencyPorts): Middleware<AcceptedCall> {
  const { store, clock, keptMs = DEFAULT_KEPT_MS, claimMs = DEFAULT_CLAIM_MS } = ports;

  return async function idempotentCall(call, next) {
    const { manifest } = call.tool;
    if (manifest.effect === 'read') return next(call);
    const { caller, line, requestId } = call.exchange;
    const policy = manifest.idempotency ?? DEFAULT_POLICY;
    const key = identify({
      tool: manifest.name,
      caller,
      policy,
      arguments: call.arguments,
      meta: call.meta,
    });
    if (key.kind === 'invalid') return failed(invalidKey(key.problem));
    if (key.kind === 'none') {
      line.add({ idempotency: 'unkeyed' });
      return next(call);
    }
    const { id, validation } = key;
    line.add({ idempotencyId: id, idempotencyKey: key.kind });
    const facts = {
      id,
      validation,
      tool: manifest.name,
      requestId,
      caller: callerHash(caller),
      longestMs: manifest.timeoutMs + (manifest.checkTimeoutMs ?? 0),
      keptMs: key.kind === 'explicit' ? keptMs : DERIVED_KEPT_MS,
    };
    let claim: Claim;
    let answer: ClaimAnswer;
    try {
      await loaded({ store, clock });
      claim = newClaim(facts, clock.now());
      answer = await takeClaim({ store, clock, claimMs }, claim);
    } catch (error) {
      line.add({ idempotency: 'unavailable' });
      return failed(storeUnavailable(error));
    }
    if (answer.kind === 'met') return meet({ ...answer, policy }, validation, call);
    line.add({ idempotency: 'claimed' });
    return settle(claim, await run(call, next), call);
  };

  /** Somebody was here before. */
  function meet(
    { record, policy }: Omit<Earlier, 'keyArgument'> & { readonly policy: IdempotencyPolicy },
    validation: string,
    call: Call,
  ): Outcome {
    const earlier: Earlier = { record, keyArgument: policy.keyArgument };
    const standing = standingTowards(record, validation, clock.now());
    const { line } = call.exchange;
    line.add({ policy: 'idempotency', idempotency: standing.kind, firstRequestId: record.requestId });
    if (standing.kind === 'completed') {
      line.add({ decision: 'replayed' });
      line.count(METRICS.replays);
      return replay(earlier, standing.data);
    }
    if (standing.kind === 'conflict') return failed(conflictingArguments(earlier));
    return failed(
      standing.kind === 'unknown' ? outcomeUnknown(earlier) : stillRunning(earlier, standing.waitMs),
    );
  }

  /** The record follows the outcome. When it cannot, the caller's answer stands and the record stays a claim. */
  async function settle(claim: Claim, outcome: Outcome, call: Call): Promise<Outcome> {
    const { line } = call.exchange;
    const settlement = settlementOf(outcome);
    try {
      const settled = await persist(clock, SETTLE, () => write(claim, settlement));
      line.add({ idempotency: settled ? settlement.kind : 'lost' });
    } catch (error) {
      line.add({ idempotency: 'unsettled', idempotencyCause: describeThrown(error, 500) });
    }
    return outcome;
  }

  function write(claim: Claim, settlement: Settlement): Promise<boolean> {
    if (settlement.kind === 'complete') return store.complete(claim, settlement.data);
    return settlement.kind === 'release' ? store.release(claim) : store.markUnknown(claim);
  }
}

/** Nothing that is thrown gets past: what was thrown may have been thrown after the effect. */
async function run(call: AcceptedCall, next: Next<AcceptedCall>): Promise<Outcome> {
  try {
    return await next(call);
  } catch (error) {
    return failed(maskError(error, call.tool.manifest.effect, 'handler'));
  }
}
