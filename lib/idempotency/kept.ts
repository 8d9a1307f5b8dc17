import { Duration, Token } from 'aws-cdk-lib';

export interface McpIdempotencyOptions {
  /**
   * How long the record of a call is kept under a key that its caller chose: so long it runs at most once.
   * From 1 hour to 1 year.
   *
   * @default Duration.days(7)
   */
  readonly keep?: Duration;
}

const LEAST = Duration.hours(1);
const MOST = Duration.days(365);

/** @throws when the promise would be too short to hold for a retry, or the records would pile up. */
export function keptSeconds({ keep = Duration.days(7) }: McpIdempotencyOptions): number {
  const seconds = keep.toSeconds({ integral: false });
  if (Token.isUnresolved(seconds) || !Number.isInteger(seconds)) {
    const got = Token.isUnresolved(seconds) ? 'known only when deployed' : `${seconds * 1_000} ms`;
    throw new Error(`idempotency.keep is ${got}; give whole seconds, such as Duration.days(7).`);
  }
  if (seconds < LEAST.toSeconds() || seconds > MOST.toSeconds()) {
    throw new Error(
      `idempotency.keep is ${seconds} seconds; allowed are 1 hour (${LEAST.toSeconds()}) to 1 year (${MOST.toSeconds()}): ` +
        'while the record of a call is kept, a repetition does not run it again.',
    );
  }
  return seconds;
}
