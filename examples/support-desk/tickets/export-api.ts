import { countStatus, queryStatus, type Position, type StatusPage } from './by-status';
import type { TicketStatus } from './model';
import { TokenBucket, type Pace } from './token-bucket';

const CHUNK = 10;
const PACE: Pace = { perSecond: 8, burst: 2 };

/**
 * The slow way to read many tickets: small chunks at a bounded pace, so that an export never takes the
 * table's read capacity away from people who wait for an answer. Exports of one process share the pace.
 */
export class ExportApi {
  readonly #bucket: TokenBucket;

  constructor(pace: Pace = PACE) {
    this.#bucket = new TokenBucket(pace);
  }

  /** How many tickets the chunks will hold together. */
  async count(status: TicketStatus, after: Position | undefined, signal: AbortSignal): Promise<number> {
    await this.#bucket.take(signal);
    return countStatus(status, after, signal);
  }

  /** @throws when the signal aborts, between chunks too. */
  async *chunks(
    status: TicketStatus,
    start: Position | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<StatusPage> {
    let after = start;
    do {
      await this.#bucket.take(signal);
      const page = await queryStatus({ status, after, look: CHUNK }, signal);
      yield page;
      after = page.after;
    } while (after);
  }
}
