import type { Call, Outcome } from './call';
import type { Clock } from './clock';
import { authorize } from './middleware/authorize';
import { check } from './middleware/check';
import { handle } from './middleware/handle';
import { observe } from './middleware/observe';
import { sanitize } from './middleware/sanitize';
import { timeout } from './middleware/timeout';
import { validate } from './middleware/validate';
import type { FindSwitch } from './state/switches/switches';

export interface PipelinePorts {
  readonly clock: Clock;
  readonly findSwitch: FindSwitch;
}

export type Pipeline = (call: Call) => Promise<Outcome>;

/**
 * The order is a security decision and pinned by a test: everything is observed; whoever may not call learns
 * nothing of the arguments' faults; the rule sees arguments that fit; what leaves is clean.
 */
export function createPipeline({ clock, findSwitch }: PipelinePorts): Pipeline {
  const observed = observe(clock);
  const authorized = authorize(findSwitch);
  const checked = check(clock);
  const timed = timeout(clock);

  // prettier-ignore
  return (incoming) =>
    observed(incoming, (known) =>
      authorized(known, (allowed) =>
        validate(allowed, (accepted) =>
          checked(accepted, (permitted) =>
            sanitize(permitted, (clean) =>
              timed(clean, handle))))));
}
