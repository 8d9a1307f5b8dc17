import type { Clock } from '../clock';
import { withDeadline } from '../deadline';
import type { LimitStore, TakeAnswer, TakeRequest } from '../state/limits/store';
import { Account } from './account';
import { CoolDown } from './cool-down';
import { LeastRecentlyUsed } from './least-recently-used';
import type { WhenUnavailable } from '../contract/rates';
import { TakenFromLease, TakenFromStore, type Taken } from './taken';
import type { LimitUse } from './uses';

/** Milliseconds that a call waits for the store, all its limits together. */
export const ANSWER_MS = 80;
/** Milliseconds that loading the client and the first connection may take, at boot. */
const WARM_UP_MS = 1_000;
/** Limits remembered by one instance: some 300 bytes each. */
const DEFAULT_REMEMBERED = 10_000;

export interface LimiterPorts {
  readonly store: LimitStore;
  readonly clock: Clock;
  /** Limits that one instance remembers; the least recently used go first. @default 10000 */
  readonly remembered?: number;
  /** From 0 to below 1. @default Math.random */
  readonly random?: () => number;
}

/** How a call fared. `failure` is why the store did not answer. */
export type Admission =
  | { readonly kind: 'admitted'; readonly failure?: unknown }
  | { readonly kind: 'refused'; readonly use: LimitUse; readonly retryAfterSeconds: number }
  | { readonly kind: 'unavailable'; readonly failure: unknown };

export interface Limiter {
  /** Takes from all of the limits or from none. */
  take(uses: readonly LimitUse[], whenUnavailable: WhenUnavailable): Promise<Admission>;
  /**
   * Loads the client and opens its connection, so that the first call does not wait for either. Answers why
   * it could not, and never throws: the next call tries again.
   */
  warmUp(): Promise<unknown>;
}

type Refused = Extract<Admission, { kind: 'refused' }>;
type Held = { readonly kind: 'held'; readonly taken: Taken };
type Failed = { readonly kind: 'failed'; readonly failure: unknown };

/** How long a call waits for the store, and whether it asks at all. */
interface Patience {
  /** Milliseconds of the instance's clock. */
  readonly deadline: number;
  mayAsk(): boolean;
}

/** One instance's share in all limits. Nothing in it runs between calls. */
export function createLimiter(ports: LimiterPorts): Limiter {
  const { store, clock, remembered = DEFAULT_REMEMBERED, random = Math.random } = ports;
  const accounts = new LeastRecentlyUsed<Account>(remembered);
  const coolDown = new CoolDown();

  async function take(uses: readonly LimitUse[], whenUnavailable: WhenUnavailable): Promise<Admission> {
    // Loading is no waiting for the store: it happens once, and at boot where the server warms up.
    const notLoaded = await load();
    if (notLoaded) return withoutStore(notLoaded, whenUnavailable);
    const now = clock.now();
    const pairs = uses.map((use) => ({ use, account: accountOf(use) }));
    for (const { use, account } of pairs) account.noteDemand(use.cost, now);
    // Nothing is taken and nobody asked while one of the limits is known to refuse.
    const known = pairs.flatMap((pair) => refusalInMemory(pair.use, pair.account, now));
    if (known.length > 0) return latest(known);

    // Decided once for all limits of the call: the one that tries a store that failed asks it for each.
    let mayAsk: boolean | undefined;
    const patience = { deadline: now + ANSWER_MS, mayAsk: () => (mayAsk ??= coolDown.mayAsk(now)) };
    const answers = await Promise.all(pairs.map(({ use, account }) => hold(use, account, patience)));
    const held = answers.flatMap((answer) => (answer.kind === 'held' ? [answer.taken] : []));
    const refusals = answers.filter((answer) => answer.kind === 'refused');
    const failed = answers.find((answer) => answer.kind === 'failed') ?? late(held);
    const verdict = refusals.length > 0 ? latest(refusals) : failed && withoutStore(failed, whenUnavailable);
    if (verdict && verdict.kind !== 'admitted') await giveBack(held, now + ANSWER_MS);
    return verdict ?? { kind: 'admitted' };
  }

  async function load(): Promise<Failed | undefined> {
    try {
      await store.ready();
      return undefined;
    } catch (failure) {
      return { kind: 'failed', failure };
    }
  }

  function accountOf({ key, bucket }: LimitUse): Account {
    return accounts.getOrAdd(key, () => new Account(bucket, random));
  }

  /** Tokens in memory, else from the store; calls of an instance that leases wait for one batch together. */
  async function hold(use: LimitUse, account: Account, patience: Patience): Promise<Held | Refused | Failed> {
    const { key, cost } = use;
    for (;;) {
      const now = clock.now();
      if (account.hasTokens(cost, now))
        return { kind: 'held', taken: new TakenFromLease(account, cost, now) };
      const [refusal] = refusalInMemory(use, account, now);
      if (refusal) return refusal;
      const request = account.request(key, cost, now);
      if (account.isKnownEmpty(request)) {
        account.refuse(request);
        continue;
      }
      // It waited for batches that other calls of this instance used up: the limit is in heavy use.
      if (patience.deadline - now < ANSWER_MS / 2) return { kind: 'refused', use, retryAfterSeconds: 1 };
      try {
        if (!account.leases(now)) {
          const answer = await ask(account, request, patience);
          if (answer.tokens > 0)
            return { kind: 'held', taken: new TakenFromStore(use, account, now, answer) };
        } else {
          account.asking ??= lease(account, request, patience);
          await account.asking;
        }
      } catch (failure) {
        return { kind: 'failed', failure };
      }
    }
  }

  async function lease(account: Account, request: TakeRequest, patience: Patience): Promise<void> {
    const now = clock.now();
    try {
      const { tokens } = await ask(account, request, patience);
      if (tokens > 0) account.keepTokens(tokens, now);
    } finally {
      account.asking = undefined;
    }
  }

  /** Asks the store; a refusal is remembered, a failure stops everybody's asking for a while. */
  async function ask(account: Account, request: TakeRequest, patience: Patience): Promise<TakeAnswer> {
    if (!patience.mayAsk()) throw new Error('The store failed a moment ago.');
    const withinMs = patience.deadline - clock.now();
    try {
      const answer = await withDeadline(clock, withinMs, (signal) => askTwice(store, request, signal));
      coolDown.answered();
      account.learn(request, answer);
      if (answer.tokens === 0) account.refuse(request);
      return answer;
    } catch (failure) {
      coolDown.failed(clock.now());
      throw failure;
    }
  }

  function late(held: readonly Taken[]): Failed | undefined {
    const now = clock.now();
    // The process was frozen in between: what the store granted then says nothing about now.
    const isLate = held.some(({ askedAt, diesAt }) => now < askedAt || now > diesAt);
    return isLate
      ? { kind: 'failed', failure: new Error('The answer came too late to be used.') }
      : undefined;
  }

  /** In what is left of the call's time. What cannot be given back is lost: too little is let through, never too much. */
  async function giveBack(held: readonly Taken[], deadline: number): Promise<void> {
    const now = clock.now();
    const stored = held.filter((taken) => !taken.returnToMemory());
    if (stored.length === 0 || deadline - now <= 0) return;
    await withDeadline(clock, deadline - now, (signal) =>
      Promise.allSettled(stored.map((taken) => taken.returnToStore(store, now, signal))),
    ).catch(() => undefined);
  }

  async function warmUp(): Promise<unknown> {
    const request = { key: 'warm-up', now: 0, interval: 1, room: 0, least: 1, most: 1 };
    try {
      await withDeadline(clock, WARM_UP_MS, async (signal) => {
        await store.ready();
        await store.take({ ...request, guess: 'unknown' }, signal);
      });
      return undefined;
    } catch (failure) {
      return failure;
    }
  }

  return { take, warmUp };
}

/**
 * A connection that died while the process was frozen fails at once; the second attempt has a new one. Both
 * may have taken: too little is let through then, never too much.
 */
async function askTwice(store: LimitStore, request: TakeRequest, signal: AbortSignal): Promise<TakeAnswer> {
  try {
    return await store.take(request, signal);
  } catch (error) {
    if (signal.aborted || wasAnswered(error)) throw error;
    return store.take(request, signal);
  }
}

/** Errors that the service sent name a status; those of sockets do not. */
function wasAnswered(error: unknown): boolean {
  return error instanceof Error && '$metadata' in error && '$fault' in error;
}

function withoutStore({ failure }: Failed, whenUnavailable: WhenUnavailable): Admission {
  return { kind: whenUnavailable === 'allow' ? 'admitted' : 'unavailable', failure };
}

function refusalInMemory(use: LimitUse, account: Account, now: number): Refused[] {
  if (now >= account.refusedUntil) return [];
  // Tokens that another call of this instance gave back are good before the refusal ends.
  if (account.hasTokens(use.cost, now)) return [];
  return [{ kind: 'refused', use, retryAfterSeconds: Math.ceil((account.refusedUntil - now) / 1_000) }];
}

/** Of several refusals the last to end: a retry at its moment meets none of them. */
function latest(refusals: readonly Refused[]): Refused {
  return refusals.reduce((last, next) => (next.retryAfterSeconds > last.retryAfterSeconds ? next : last));
}
