/** What is known of a call's effect when it ended in an error. */
export type CallOutcome = 'not_executed' | 'executed' | 'unknown';

interface ErrorTraits {
  /** The same call may be sent again as it is. `TIMED_OUT` is retryable for reads only. */
  readonly retryable: boolean;
  /** The server's fault: counts against the availability objective. */
  readonly fault: boolean;
}

/** The closed list of codes a tool call can end with. Adding one is a visible change: it is pinned. */
export const ERROR_CODES = {
  INVALID_ARGUMENTS: { retryable: false, fault: false },
  UNKNOWN_TOOL: { retryable: false, fault: false },
  NOT_FOUND: { retryable: false, fault: false },
  CONFLICT: { retryable: false, fault: false },
  PERMISSION_DENIED: { retryable: false, fault: false },
  BLOCKED: { retryable: false, fault: false },
  RATE_LIMITED: { retryable: true, fault: false },
  IN_PROGRESS: { retryable: true, fault: false },
  IDEMPOTENCY_CONFLICT: { retryable: false, fault: false },
  APPROVAL_REQUIRED: { retryable: false, fault: false },
  APPROVAL_DENIED: { retryable: false, fault: false },
  TIMED_OUT: { retryable: false, fault: true },
  OUTCOME_UNKNOWN: { retryable: false, fault: true },
  UPSTREAM_UNAVAILABLE: { retryable: true, fault: true },
  STATE_UNAVAILABLE: { retryable: true, fault: true },
  OUTPUT_INVALID: { retryable: false, fault: true },
  OVERLOADED: { retryable: true, fault: true },
  INTERNAL: { retryable: false, fault: true },
} as const satisfies Record<string, ErrorTraits>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The machine-readable half of every error, in the text and under {@link ERROR_META_KEY}. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** Whole seconds, present only where the server knows when a retry can succeed. */
  readonly retryAfterSeconds?: number;
  /** The id under which the operator finds the call in the log. */
  readonly requestId: string;
  readonly outcome: CallOutcome;
}

/** `_meta` key that carries the {@link ErrorRecord}. */
export const ERROR_META_KEY = 'cdk-mcp-service/error';
