import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import type { Clock } from '../clock';
import { DeadlineExceeded } from '../deadline';
import { failureOf } from './failure';
import { CallEnded } from './upstream';

/** Failures in a row, of all calls on this instance, after which nothing is sent. */
export const CIRCUIT_FAILURES = 5;

/** How long nothing is sent; then one request tries. */
export const CIRCUIT_OPEN_MS = 10_000;

/** A second request does not wait for the one that tries: it is told to come back soon. */
const TRYING_SECONDS = 1;

/** Nothing was sent: the upstream failed too often. */
export class CircuitOpen extends Error {
  override readonly name = 'CircuitOpen';

  constructor(readonly retryAfterSeconds: number) {
    super(`Its circuit breaker is open for ${retryAfterSeconds} s more`);
  }
}

/**
 * Stops asking an upstream that fails. The states and their changes are cockatiel's. The age of an open
 * circuit is compared here, at use and by the injected clock: cockatiel reads the system's, and makes a
 * request that arrives during a trial wait for it.
 */
export class Circuit {
  private openedAt = 0;
  private readonly policy = circuitBreaker(
    handleWhen((error) => this.countsAsFailure(error)),
    // By cockatiel's clock a trial is always due: this class decides.
    { halfOpenAfter: -Infinity, breaker: new ConsecutiveBreaker(CIRCUIT_FAILURES) },
  );

  constructor(private readonly clock: Clock) {
    this.policy.onBreak(() => {
      this.openedAt = clock.now();
    });
  }

  /** Runs `attempt` in this very tick, or not at all. @throws {CircuitOpen} */
  async run<Reply>(attempt: () => Promise<Reply>): Promise<Reply> {
    const { state } = this.policy;
    if (state === CircuitState.HalfOpen) throw new CircuitOpen(TRYING_SECONDS);
    if (state === CircuitState.Open) {
      const age = this.clock.now() - this.openedAt;
      // A clock that was set back must not keep it open for longer.
      if (age >= 0 && age < CIRCUIT_OPEN_MS)
        throw new CircuitOpen(Math.ceil((CIRCUIT_OPEN_MS - age) / 1_000));
    }
    return this.policy.execute(attempt);
  }

  private countsAsFailure(error: unknown): boolean {
    if (!(error instanceof CallEnded)) return failureOf(error) !== undefined;
    // Cut off by the tool's time-out, it was slow; cut off by a caller who left, nothing is known of it,
    // and a trial that proved nothing leaves the circuit open.
    return error.cause instanceof DeadlineExceeded || this.policy.state === CircuitState.HalfOpen;
  }
}

/** Names of one service are few: the bound is against names that are made of arguments. */
const MOST_CIRCUITS = 64;

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/i;

/** The circuits of a server instance, by name. The one that was not used for longest is forgotten. */
export function createCircuits(clock: Clock): (name: string) => Circuit {
  const circuits = new Map<string, Circuit>();

  return function circuitOf(name) {
    if (!NAME.test(name))
      throw new TypeError(
        `'${name}' cannot name an upstream: 1 to 64 letters, digits, '-' and '_' can, as in 'billing'. It names a service, not an address.`,
      );
    const circuit = circuits.get(name) ?? new Circuit(clock);
    circuits.delete(name);
    circuits.set(name, circuit);
    const [oldest] = circuits.keys();
    if (circuits.size > MOST_CIRCUITS && oldest !== undefined) circuits.delete(oldest);
    return circuit;
  };
}
