import * as sdk from '@aws-sdk/client-dynamodb';
import type { Outcome } from '../../lambda/call';
import { DynamoDbIdempotencyStore } from '../../lambda/state/idempotency/dynamodb-store';
import { MemoryIdempotencyStore } from '../../lambda/state/idempotency/memory-store';
import type { IdempotencyStore } from '../../lambda/state/idempotency/store';
import { startSuiteEngine } from '../dynamodb-local/suite-engine';
import { Deferred, ManualClock } from '../support/manual-clock';
import type { StateEngine } from '../support/state-engine';
import { brief } from './answers';
import { guardedPipeline, type GuardedPipeline, type Sent } from './guarded-pipeline';
import { Refunds } from './refunds';

export const KEY = { invoice: 'i-1', idempotencyKey: 'k-1' };

export const STORES = ['memory', 'DynamoDB'] as const;

/** The stores of a test file; `stop` it at the end. */
export async function openStores() {
  const engine: StateEngine = await startSuiteEngine();
  return {
    stop: () => engine.stop(),
    async open(name: (typeof STORES)[number]): Promise<IdempotencyStore> {
      if (name === 'memory') return new MemoryIdempotencyStore();
      const { idempotency: table } = await engine.createTables();
      const client = () => Promise.resolve(engine.client);
      return new DynamoDbIdempotencyStore(client, table, () => Promise.resolve(sdk));
    },
  };
}

/** Tools behind the middleware over a store, on a clock of its own. */
export class Site {
  readonly clock = new ManualClock();
  readonly refunds = new Refunds();
  readonly pipeline: GuardedPipeline;

  constructor(readonly store: IdempotencyStore) {
    this.pipeline = guardedPipeline(this.refunds.module, {
      store,
      clock: this.clock,
    });
  }

  call(tool: string, args: object, sent: Sent = {}): Promise<Outcome> {
    return this.pipeline.call(tool, args, sent);
  }

  async send(args: object = KEY, sent: Sent = {}, tool = 'refund'): Promise<string> {
    return brief(await this.call(tool, args, sent));
  }

  /** Begins a call whose handler waits; it has begun when this answers. */
  async begin(sent: Sent = {}) {
    const [begun, end] = [new Deferred<void>(), new Deferred<string>()];
    this.refunds.ending = () => {
      begun.resolve();
      return end.promise;
    };
    const answer = this.call('refund', KEY, sent);
    await begun.promise;
    this.refunds.ending = () => 'second run';
    return { answer, end };
  }
}
