import { DEFAULT_HEALTH_TIMEOUT_MS } from './defaults';

export interface HealthCheckOptions {
  /**
   * Whether traffic should be kept away while it fails. Only for what another instance would do better:
   * a shared database being down takes every instance out at once.
   *
   * @default false
   */
  readonly critical?: boolean;
  /** Milliseconds it may take. @default 2000 */
  readonly timeoutMs?: number;
  /** Resolves when the dependency works; throws otherwise. */
  readonly check: (signal: AbortSignal) => Promise<unknown>;
}

export interface HealthCheck {
  readonly critical: boolean;
  readonly timeoutMs: number;
  readonly check: (signal: AbortSignal) => Promise<unknown>;
}

/** Describes one dependency that `/health/ready` looks at. Its name is the key given to `defineTools`. */
export function healthCheck(options: HealthCheckOptions): HealthCheck {
  const { critical = false, timeoutMs = DEFAULT_HEALTH_TIMEOUT_MS, check } = options;
  return { critical, timeoutMs, check };
}
