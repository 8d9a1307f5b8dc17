import type { Call, Outcome } from './call';
import type { Clock } from './clock';
import type { LatencyObjectives } from './contract';
import type { RecordApproval } from './approvals/record-approval';
import type { Limiter } from './limits/limiter';
import type { UsesOf } from './limits/uses';
import { approve, type ApproveOptions } from './middleware/approve';
import { authorize } from './middleware/authorize';
import { check } from './middleware/check';
import { handle } from './middleware/handle';
import { idempotency } from './middleware/idempotency';
import { limit } from './middleware/limit';
import { observe } from './middleware/observe';
import { sanitize } from './middleware/sanitize';
import { timeout } from './middleware/timeout';
import { validate } from './middleware/validate';
import type { ApprovalStore } from './state/approvals/approvals';
import type { IdempotencyStore } from './state/idempotency/store';
import type { FindSwitch } from './state/switches/switches';

export interface PipelinePorts {
  readonly clock: Clock;
  readonly latencyObjectives: LatencyObjectives;
  readonly findSwitch: FindSwitch;
  readonly limiter: Limiter;
  /** Which limits a call takes from. */
  readonly usesOf: UsesOf;
  readonly idempotencyStore: IdempotencyStore;
  readonly approvalStore: ApprovalStore;
  readonly recordApproval: RecordApproval;
  /** Where a person decides on a ticket. */
  readonly linkTo?: ApproveOptions['linkTo'];
  /** Milliseconds that the record of a call is kept under a key of its caller's. */
  readonly keptMs: number;
}

export type Pipeline = (call: Call) => Promise<Outcome>;

/**
 * The order is a security decision and pinned by a test: everything is observed; whoever may not call learns
 * nothing of the arguments' faults; an agent that loops on bad arguments is limited too; a repeated call is
 * answered before the rule could refuse it for what it did itself, or a person be asked twice; what is kept and what leaves is clean.
 */
export function createPipeline(ports: PipelinePorts): Pipeline {
  const { clock, latencyObjectives, findSwitch, limiter, usesOf, idempotencyStore, approvalStore, keptMs } =
    ports;
  const observed = observe(clock, latencyObjectives);
  const authorized = authorize(findSwitch);
  const limited = limit({ limiter, usesOf });
  const once = idempotency({ store: idempotencyStore, clock, keptMs });
  const checked = check(clock);
  const approved = approve({
    store: approvalStore,
    limiter,
    clock,
    record: ports.recordApproval,
    linkTo: ports.linkTo,
  });
  const timed = timeout(clock);

  // prettier-ignore
  return (incoming) =>
    observed(incoming, (known) =>
      authorized(known, (allowed) =>
        limited(allowed, (admitted) =>
          validate(admitted, (accepted) =>
            once(accepted, (claimed) =>
              checked(claimed, (permitted) =>
                approved(permitted, (agreed) =>
                  sanitize(agreed, (clean) =>
                    timed(clean, handle)))))))));
}
