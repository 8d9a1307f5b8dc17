import type { IdempotencyPolicy } from '../contract';

/** The argument that effectful tools advertise. */
export const KEY_ARGUMENT = 'idempotencyKey';

/** Where a host names a call without touching the arguments. */
export const KEY_META = 'cdk-mcp-service/idempotencyKey';

/** Where a replay says that it is one. */
export const REPLAY_META = 'cdk-mcp-service/replay';

/** Characters of a key. */
export const KEY_LENGTH = 200;

/** Milliseconds that a record under a caller's key is kept. @default 604800000 (7 days) */
export const DEFAULT_KEPT_MS = 7 * 24 * 60 * 60 * 1_000;

/** Milliseconds, from the claim, that a record under a derived key is kept. */
export const DERIVED_KEPT_MS = 10 * 60 * 1_000;

export const DEFAULT_POLICY: IdempotencyPolicy = { keyArgument: KEY_ARGUMENT, derivedKey: true };
