import type { LimitStore, TakeAnswer } from '../state/limits/store';
import type { Account } from './account';
import { ANSWER_LIFE_MS } from '../contract/rates';
import type { LimitUse } from './uses';

/** Tokens that a call holds until it is known whether all its limits let it through. */
export interface Taken {
  /** Milliseconds: when the store was asked for them. */
  readonly askedAt: number;
  /** Milliseconds: the last moment at which they let a call through. */
  readonly diesAt: number;
  /** Gives them back where the store need not be asked. @returns whether that was possible */
  returnToMemory(): boolean;
  returnToStore(store: LimitStore, now: number, signal: AbortSignal): Promise<void>;
}

/** Tokens of a batch in memory. */
export class TakenFromLease implements Taken {
  readonly askedAt: number;
  readonly diesAt: number;

  constructor(
    private readonly account: Account,
    private readonly cost: number,
    now: number,
  ) {
    ({ askedAt: this.askedAt, diesAt: this.diesAt } = account.takeTokens(cost, now));
  }

  returnToMemory(): boolean {
    this.account.returnTokens(this.cost, this.askedAt);
    return true;
  }

  returnToStore(): Promise<void> {
    return Promise.resolve();
  }
}

/** Tokens that the store gave to this call. */
export class TakenFromStore implements Taken {
  readonly diesAt: number;

  constructor(
    private readonly use: LimitUse,
    private readonly account: Account,
    readonly askedAt: number,
    private readonly answer: TakeAnswer,
  ) {
    this.diesAt = askedAt + ANSWER_LIFE_MS;
  }

  returnToMemory(): boolean {
    return false;
  }

  async returnToStore(store: LimitStore, now: number, signal: AbortSignal): Promise<void> {
    const { key, bucket } = this.use;
    const { tokens, arrival } = this.answer;
    if (!arrival) return;
    // What this instance knew of the bucket is no longer so.
    this.account.forgetArrival();
    await store.giveBack({ key, now: now * 1_000, amount: tokens * bucket.interval, taken: arrival }, signal);
  }
}
