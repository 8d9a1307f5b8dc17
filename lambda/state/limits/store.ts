/**
 * What is stored of a limit. `at` is the time until which the tokens taken so far last: at or before now the
 * bucket is full. `given` is all that was ever given back. Both are microseconds.
 */
export interface Arrival {
  readonly at: number;
  readonly given: number;
}

/**
 * What the asker believes of the bucket, which decides the first write: `used` is not yet full again, `full`
 * is. With `unknown` the store reads before it writes, so that a refusal costs no write.
 */
export type Guess = 'used' | 'full' | 'unknown';

export interface TakeRequest {
  readonly key: string;
  /** The asker's clock, in microseconds. */
  readonly now: number;
  /** Microseconds that one token stands for. */
  readonly interval: number;
  /** Microseconds that `at` may be ahead of now. */
  readonly room: number;
  /** Takes at least this many tokens, or none. */
  readonly least: number;
  /** Takes at most this many tokens. */
  readonly most: number;
  readonly guess: Guess;
}

export interface TakeAnswer {
  /** Tokens taken: 0, or `least` to `most`. */
  readonly tokens: number;
  /** As this request left it. Absent when the request was refused and nothing is stored. */
  readonly arrival?: Arrival;
  /** What the bucket turned out to be. */
  readonly found: Exclude<Guess, 'unknown'>;
  /** Conditional writes that failed: others took from the limit meanwhile, or the guess was wrong. */
  readonly failedWrites: number;
}

export interface GiveBackRequest {
  readonly key: string;
  readonly now: number;
  /** Microseconds that were taken. */
  readonly amount: number;
  /** As the take left it. */
  readonly taken: Arrival;
}

/** Where limits are kept. Every answer is final: a rejected promise may have taken, and never gave. */
export interface LimitStore {
  /** Loads what the store needs, without asking anybody. Resolves at once after the first time. */
  ready(): Promise<void>;
  take(request: TakeRequest, signal?: AbortSignal): Promise<TakeAnswer>;
  /** Gives back what a refused call took, as far as the bound allows. */
  giveBack(request: GiveBackRequest, signal?: AbortSignal): Promise<void>;
}
