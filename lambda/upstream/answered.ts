/** Statuses that say: not now. The request may have taken effect all the same. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

const LONGEST_RETRY_AFTER_SECONDS = 86_400;

const BRAND = Symbol.for('cdk-mcp-service/upstream-status');

/** The upstream answered that it cannot answer now. */
export class UpstreamStatus extends Error {
  override readonly name = 'UpstreamStatus';
  /** Two copies of this package can meet in one bundle: `instanceof` would not see the other's errors. */
  readonly [BRAND] = true;

  constructor(
    readonly status: number,
    /** Whole seconds, where the upstream named a time. */
    readonly retryAfterSeconds?: number,
  ) {
    super(`The upstream answered with status ${status}`);
  }
}

export function isUpstreamStatus(error: object): error is UpstreamStatus {
  return BRAND in error;
}

/**
 * For requests by `fetch`, which takes every status for an answer: passes a response on, but for those that
 * say "not now" (408, 425, 429, 500, 502, 503, 504).
 *
 * @throws {UpstreamStatus} with the time that `Retry-After` names. `upstream` repeats what may be repeated.
 */
export function answered(response: Response): Response {
  if (!PASSING.has(response.status)) return response;
  // An unread body holds its connection.
  response.body?.cancel().catch(() => undefined);
  throw new UpstreamStatus(response.status, readRetryAfter(response.headers));
}

/** A date is read against the upstream's own, so that no two clocks are compared. */
function readRetryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  const seconds = /^\d+$/.test(value)
    ? Number(value)
    : Math.ceil((Date.parse(value) - Date.parse(headers.get('date') ?? '')) / 1_000);
  return seconds >= 0 ? Math.min(seconds, LONGEST_RETRY_AFTER_SECONDS) : undefined;
}
