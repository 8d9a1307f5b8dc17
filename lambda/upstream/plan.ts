import type { Effect } from '../contract';
import type { UpstreamOptions } from './upstream';

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_RETRIES = 2;
/** One call alone must not open the circuit of all. */
const MOST_RETRIES = 3;

/** The longest that Lambda runs; a timer of more than 24 days would fire at once. */
const MOST_TIMEOUT_MS = 900_000;

/** What one use of upstream may do. */
export interface Plan {
  readonly timeoutMs: number;
  readonly retries: number;
  /** The request may change something. */
  readonly changes: boolean;
}

/**
 * Only what can be repeated without harm is: requests that change nothing, and those with a key.
 *
 * @throws {TypeError} when the options ask for something else.
 */
export function planFor(name: string, tool: Effect, options: UpstreamOptions): Plan {
  const { idempotencyKey, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const changes = tool !== 'read' && options.effect !== 'read';
  if (idempotencyKey === '')
    throw new TypeError(
      `The idempotencyKey of upstream '${name}' is empty: every request would be taken for the same one.`,
    );
  const repeatable = !changes || idempotencyKey !== undefined;
  const retries = options.retries ?? (repeatable ? DEFAULT_RETRIES : 0);
  if (!(timeoutMs > 0 && timeoutMs <= MOST_TIMEOUT_MS))
    throw new TypeError(
      `timeoutMs of upstream '${name}' is ${timeoutMs}; above 0 and up to ${MOST_TIMEOUT_MS} milliseconds are allowed.`,
    );
  if (!(Number.isInteger(retries) && retries >= 0 && retries <= MOST_RETRIES))
    throw new TypeError(`retries of upstream '${name}' is ${retries}; 0 to ${MOST_RETRIES} are allowed.`);
  if (retries > 0 && !repeatable)
    throw new TypeError(
      `upstream '${name}' is asked to repeat a request with an effect, which could do it twice. Give it an idempotencyKey that the upstream honors, say effect: 'read' if it changes nothing, or leave retries out.`,
    );
  return { timeoutMs, retries, changes };
}
