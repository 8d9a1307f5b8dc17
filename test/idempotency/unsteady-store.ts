import type { IdempotencyStore } from '../../lambda/state/idempotency/store';

/** What the network does to one operation. */
export type Weather =
  | 'fine'
  /** It never arrives. */
  | 'down'
  /** It arrives, and its answer is lost. */
  | 'answer lost'
  /** Neither answer nor error. */
  | 'silent'
  /** It goes on when `clear` is called, in the weather of then. */
  | 'late';

type Operation = Exclude<keyof IdempotencyStore, 'ready'>;

/** A store behind a network that fails as told. */
export class UnsteadyStore implements IdempotencyStore {
  /** Asked before each operation. */
  weather: (operation: Operation) => Weather = () => 'fine';
  /** Operations that were tried, in order. */
  readonly tried: Operation[] = [];
  /** `false`: the process that asks is gone, and nothing it waits for comes. */
  alive = true;
  private readonly held: (() => void)[] = [];

  constructor(private readonly inner: IdempotencyStore) {}

  ready = (): Promise<void> => this.inner.ready();
  claim: IdempotencyStore['claim'] = (claim) => this.send('claim', () => this.inner.claim(claim));
  complete: IdempotencyStore['complete'] = (record, data) =>
    this.send('complete', () => this.inner.complete(record, data));
  release: IdempotencyStore['release'] = (record) => this.send('release', () => this.inner.release(record));
  markUnknown: IdempotencyStore['markUnknown'] = (record) =>
    this.send('markUnknown', () => this.inner.markUnknown(record));
  read: IdempotencyStore['read'] = (id, now) => this.send('read', () => this.inner.read(id, now));
  resolve: IdempotencyStore['resolve'] = (record, verdict, data) =>
    this.send('resolve', () => this.inner.resolve(record, verdict, data));

  /** Everything late goes through now. */
  clear(): void {
    this.held.splice(0).forEach((go) => go());
  }

  private async send<T>(operation: Operation, go: () => Promise<T>): Promise<T> {
    this.tried.push(operation);
    let weather = this.alive ? this.weather(operation) : 'silent';
    if (weather === 'late') {
      await new Promise<void>((resolve) => this.held.push(resolve));
      weather = this.weather(operation);
    }
    if (weather === 'silent') return new Promise(() => undefined);
    if (weather === 'down') throw new Error('the store is down');
    const answer = await go();
    if (!this.alive) return new Promise(() => undefined);
    if (weather === 'answer lost') throw new Error('connection reset');
    return answer;
  }
}
