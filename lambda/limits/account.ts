import type { Arrival, Guess, TakeAnswer, TakeRequest } from '../state/limits/store';
import { ANSWER_LIFE_MS } from '../contract/rates';
import type { Bucket } from './bucket';

/** Seconds over which demand is averaged. */
const DEMAND_SECONDS = 3;
/** Tokens a second from which an instance leases: well below 5, because an average over seconds is uneven. */
const LEASE_FROM = 1.5;
/** Seconds of demand in a first batch: less than tokens live, so that few die unused. */
const BATCH_SECONDS = 2.5;
/** A batch that was used up quickly makes the next larger, up to this many times. */
const MOST_GROWTH = 4;
/** Milliseconds after which the last batch says nothing about the next. */
const BATCH_MEMORY_MS = 10_000;
/** A batch that pays for its write; a refused instance waits until it can have one. */
const LEAST_BATCH = 12;
/** After signs that others use up the limit this many requests look before they write. */
const DOUBT = 16;
/** How far refused instances spread over time at most, in tokens of a limit that is not leased. */
const MOST_CROWD = 32;
const LEAST_CROWD = 4;
/** What a take leaves of the crowd. */
const CALMING = 0.8;

const MICROS = 1_000;

/** What one instance remembers of one limit. Ages are compared with the clock at use; nothing is scheduled. */
export class Account {
  /** Milliseconds; before it the limit refuses without asking the store. */
  refusedUntil = 0;
  /** A request for a batch that is under way: calls that come meanwhile wait for it. */
  asking?: Promise<void>;
  private arrival?: Arrival;
  private guess: Guess = 'unknown';
  private tokens = 0;
  private batch = 0;
  private usedUpAt = 0;
  private doubt = 0;
  private tokensAskedAt = 0;
  private demand = 0;
  private demandAt = 0;
  /** Tokens over whose time refused instances spread: it grows with every write that was in vain. */
  private crowd = 0;

  constructor(
    private readonly bucket: Bucket,
    private readonly random: () => number,
  ) {}

  noteDemand(tokens: number, now: number): void {
    const seconds = Math.max(0, now - this.demandAt) / 1_000;
    this.demand = this.demand * Math.exp(-seconds / DEMAND_SECONDS) + tokens / DEMAND_SECONDS;
    this.demandAt = now;
  }

  /** Tokens of a batch die: the call that takes one must be let through before. */
  hasTokens(cost: number, now: number): boolean {
    const age = now - this.tokensAskedAt;
    // A clock that was set back says nothing about how old they are.
    return this.tokens >= cost && age >= 0 && age + ANSWER_LIFE_MS <= this.bucket.lifeMs;
  }

  /** Only where {@link hasTokens}. */
  takeTokens(cost: number, now: number): { readonly askedAt: number; readonly diesAt: number } {
    this.tokens -= cost;
    this.usedUpAt = now;
    return { askedAt: this.tokensAskedAt, diesAt: this.tokensAskedAt + this.bucket.lifeMs };
  }

  returnTokens(cost: number, askedAt: number): void {
    // Another batch may have come meanwhile: in it these would live longer than they may.
    if (askedAt === this.tokensAskedAt) this.tokens += cost;
  }

  keepTokens(tokens: number, askedAt: number): void {
    this.tokens = tokens;
    this.batch = tokens;
    this.tokensAskedAt = askedAt;
  }

  /** Whether the next tokens come in a batch: demand is high, or was, and comes in waves. */
  leases(now: number): boolean {
    const inWaves = this.batch > 0 && this.tokens === 0 && now - this.tokensAskedAt <= BATCH_MEMORY_MS;
    return this.bucket.leased && (inWaves || this.demand >= LEASE_FROM);
  }

  /** What to ask the store for: the cost of the call, or a batch. */
  request(key: string, cost: number, now: number): TakeRequest {
    const { interval, room } = this.bucket;
    const micros = now * MICROS;
    const ahead = this.arrival === undefined ? 0 : Math.max(0, this.arrival.at - micros);
    const request = { key, now: micros, interval, room, guess: this.guessAt(ahead) };
    if (!this.leases(now)) return { ...request, least: cost, most: cost };
    // Half of the bucket at most, so that it is not full before it is asked again.
    const most = Math.max(cost, Math.min(this.nextBatch(now), Math.floor(room / interval / 2)));
    const least = Math.max(cost, Math.min(most, LEAST_BATCH + this.crowd));
    const left = Math.floor((room - ahead) / interval);
    return { ...request, least, most: Math.max(least, Math.min(most, left)) };
  }

  private guessAt(ahead: number): Guess {
    if (this.doubt > 0 || this.crowd > 0) return 'unknown';
    if (ahead > 0) return 'used';
    // It was in use when last seen, and that is too long ago to say how much.
    return this.guess === 'full' ? 'full' : 'unknown';
  }

  /** Tokens in the next batch: what the last one taught, or what demand says. */
  private nextBatch(now: number): number {
    if (this.batch === 0 || now - this.tokensAskedAt > BATCH_MEMORY_MS)
      return Math.ceil(this.demand * BATCH_SECONDS);
    if (this.tokens > 0) return this.batch - this.tokens + 1;
    const seconds = Math.max(1, this.usedUpAt - this.tokensAskedAt) / 1_000;
    return Math.ceil(this.batch * Math.min(MOST_GROWTH, BATCH_SECONDS / seconds));
  }

  /** Something was given back: what was known of the bucket is no longer so. */
  forgetArrival(): void {
    this.arrival = undefined;
    this.guess = 'unknown';
  }

  /** Whether what is known of the bucket refuses already. Others can only have made less of it. */
  isKnownEmpty({ now, least, interval, room }: TakeRequest): boolean {
    return this.arrival !== undefined && this.arrival.at + least * interval - room > now;
  }

  learn({ now, interval, room }: TakeRequest, { tokens, arrival, found, failedWrites }: TakeAnswer): void {
    const mine = Math.max(this.arrival?.at ?? now, now) + tokens * interval;
    const at = arrival?.at ?? now;
    // Others take from it too, and there is not much left: what is known of it soon proves wrong.
    const contested = failedWrites > 0 || (at > mine && at - now > room / 2);
    this.arrival = arrival;
    const inVain = tokens === 0 && failedWrites > 0;
    if (inVain) this.crowd = Math.min(this.mostCrowd, Math.max(LEAST_CROWD, this.crowd * 2));
    else if (tokens > 0) this.crowd = Math.floor(this.crowd * CALMING);
    this.doubt = contested ? DOUBT : Math.max(0, this.doubt - 1);
    this.guess = found;
  }

  /**
   * Remembers a refusal until the moment that the caller is told: when the least that was asked for has grown
   * back, in whole seconds. Where instances were in each other's way they spread over a while.
   */
  refuse({ now, least, interval, room }: TakeRequest): void {
    const spread = this.random() * this.crowd * interval;
    const wait = (this.arrival?.at ?? now) + least * interval - room - now + spread;
    const seconds = Math.max(1, Math.ceil(wait / 1_000_000));
    this.refusedUntil = now / MICROS + seconds * 1_000;
  }

  private get mostCrowd(): number {
    const { leased, room, interval } = this.bucket;
    return leased ? Math.max(MOST_CROWD, Math.floor(room / interval / 2)) : MOST_CROWD;
  }
}
