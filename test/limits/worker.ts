import { bucketOf } from '../../lambda/limits/bucket';
import { createLimiter, type Limiter } from '../../lambda/limits/limiter';
import type { LimitUse } from '../../lambda/limits/uses';
import { createClientProvider } from '../../lambda/state/client';
import { DynamoDbLimitStore } from '../../lambda/state/limits/dynamodb-store';
import { countCommands } from './count-commands';
import type { Finished, FromWorker, Start, ToWorker } from './messages';
import { seeded } from './random';

/** One instance of the server that takes one call at a time. */
interface Instance {
  readonly limiter: Limiter;
  nextAt: number;
}

const MOST_CALLS_PER_TICK = 200;

let worker: Worker | undefined;

class Worker {
  private readonly random: () => number;
  private readonly instances: Instance[];
  private readonly use: LimitUse;
  private now = 0;
  private calls = 0;
  private asked = 0;
  private readonly failures: string[] = [];

  static async start(start: Start): Promise<Worker> {
    Object.assign(process.env, start.environment);
    const provider = createClientProvider();
    const commands = countCommands(await provider());
    const store = new DynamoDbLimitStore(provider, start.table);
    await store.ready();
    return new Worker(start, store, commands);
  }

  private constructor(
    private readonly settings: Start,
    store: DynamoDbLimitStore,
    private readonly commands: Record<string, number>,
  ) {
    this.random = seeded(settings.seed);
    this.use = { key: 'shared', name: 'calls of everybody', bucket: bucketOf(settings.rate), cost: 1 };
    // Virtual time stands still while the store is asked: it can be neither slow nor late.
    const clock = { now: () => this.now, after: () => () => undefined };
    this.instances = Array.from({ length: settings.instances }, () => ({
      limiter: createLimiter({ store, clock, random: this.random }),
      nextAt: 0,
    }));
  }

  async tick(now: number): Promise<number> {
    this.now = now;
    const admitted = await Promise.all(this.instances.map((instance) => this.drive(instance)));
    return admitted.reduce((sum, count) => sum + count, 0);
  }

  finish(): Finished {
    const { calls, asked, failures, commands } = this;
    return { kind: 'finished', calls, asked, failures, commands };
  }

  private async drive(instance: Instance): Promise<number> {
    const { load } = this.settings;
    let admitted = 0;
    if (load === 'hammer') {
      while (admitted < MOST_CALLS_PER_TICK && (await this.call(instance)) === 0) admitted += 1;
      return admitted;
    }
    if (instance.nextAt === 0) instance.nextAt = this.now + this.pause(load);
    if (instance.nextAt > this.now) return 0;
    const retryAfterSeconds = await this.call(instance);
    // A polite client: it comes back at the moment it was told, a little later, or with its next call.
    instance.nextAt = this.now + (retryAfterSeconds > 0 ? retryAfterSeconds * 1_000 : 0) + this.pause(load);
    return retryAfterSeconds === 0 ? 1 : 0;
  }

  /** @returns 0 when the call was let through, else the seconds until the retry. */
  private async call({ limiter }: Instance): Promise<number> {
    this.calls += 1;
    const before = this.sent();
    const admission = await limiter.take([this.use], 'deny');
    if (this.sent() !== before) this.asked += 1;
    if (admission.kind === 'unavailable') this.failures.push(String(admission.failure));
    if (admission.kind === 'refused') return admission.retryAfterSeconds;
    return admission.kind === 'admitted' ? 0 : 1;
  }

  private pause(perSecond: number): number {
    return (-Math.log(1 - this.random()) / perSecond) * 1_000;
  }

  private sent(): number {
    return Object.values(this.commands).reduce((sum, count) => sum + count, 0);
  }
}

async function answer(message: ToWorker): Promise<FromWorker> {
  if (message.kind === 'start') {
    worker = await Worker.start(message);
    return { kind: 'ready' };
  }
  if (!worker) throw new Error('not started');
  return message.kind === 'tick'
    ? { kind: 'ticked', admitted: await worker.tick(message.now) }
    : worker.finish();
}

process.on('message', (message: ToWorker) => {
  void answer(message).then((reply) => process.send?.(reply));
});
