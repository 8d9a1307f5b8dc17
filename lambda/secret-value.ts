import type { Clock } from './clock';

/** Reads the current value of a secret by its ARN. */
export type FetchSecret = (arn: string) => Promise<string>;

/** How long a value is used before it is read again: the longest a rotated secret stays in use. */
const FRESH_MS = 300_000;
/** Whoever sends values that nothing can open must not make the server read its secrets for each. */
const LEAST_BETWEEN_MS = 10_000;

/** A secret, parsed once each time it is read. What could not be read is not kept. */
export interface SecretValue<T> {
  /** At most 5 minutes old, or older while Secrets Manager does not answer. */
  get(): Promise<T>;
  /** Read again, unless that was done in the last 10 seconds. */
  refresh(): Promise<T>;
}

interface SecretValueOptions<T> {
  readonly arn: string;
  readonly fetchSecret: FetchSecret;
  readonly clock: Clock;
  /** Throws when the text is not what it should be; the message must not repeat it. */
  readonly parse: (text: string) => T;
}

export function createSecretValue<T>({
  arn,
  fetchSecret,
  clock,
  parse,
}: SecretValueOptions<T>): SecretValue<T> {
  let known: { readonly value: T } | undefined;
  let readAt = -Infinity;
  let reading: Promise<T> | undefined;

  async function read(): Promise<T> {
    readAt = clock.now();
    try {
      known = { value: parse(await fetchSecret(arn)) };
    } catch (error) {
      // The value of before is still a value of ours.
      if (!known) {
        readAt = -Infinity;
        throw error;
      }
    }
    return known.value;
  }

  function readOlderThan(milliseconds: number): Promise<T> {
    if (reading) return reading;
    if (known && clock.now() - readAt < milliseconds) return Promise.resolve(known.value);
    reading = read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  return { get: () => readOlderThan(FRESH_MS), refresh: () => readOlderThan(LEAST_BETWEEN_MS) };
}
