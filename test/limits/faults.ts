import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../lambda/clock';
import { bucketOf } from '../../lambda/limits/bucket';
import { createLimiter, type Admission, type Limiter } from '../../lambda/limits/limiter';
import type { WhenUnavailable } from '../../lambda/contract/rates';
import type { LimitUse } from '../../lambda/limits/uses';
import { DynamoDbLimitStore } from '../../lambda/state/limits/dynamodb-store';
import type { Checks } from '../support/checks';
import { startFaultProxy, type Fault, type FaultProxy } from '../support/fault-proxy';
import type { StateEngine } from '../support/state-engine';

export const FAULTS: readonly (readonly [string, Fault])[] = [
  ['down', 'reset'],
  ['silent', 'drop'],
  ['slow (5 s)', 5_000],
  ['throttled', 'throttle'],
];

/** An instance whose store is behind a proxy that can break. */
export interface Fragile {
  readonly proxy: FaultProxy;
  readonly limiter: Limiter;
  call(whenUnavailable: WhenUnavailable): Promise<Admission>;
  /** Calls until the limits are kept again; @throws when they are not within 5 seconds. */
  recover(): Promise<void>;
  stop(): Promise<void>;
}

export async function startFragile(engine: StateEngine): Promise<Fragile> {
  const { limits: table } = await engine.createTables();
  const proxy = await startFaultProxy(engine.url);
  const client = new DynamoDBClient({
    endpoint: proxy.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'desk', secretAccessKey: 'desk' },
    maxAttempts: 1,
  });
  const store = new DynamoDbLimitStore(() => Promise.resolve(client), table);
  const limiter = createLimiter({ store, clock: systemClock });
  const use: LimitUse = {
    key: 'k',
    name: 'calls',
    bucket: bucketOf({ perMinute: 60, burst: 1_000 }),
    cost: 1,
  };
  const fragile: Fragile = {
    proxy,
    limiter,
    call: (whenUnavailable) => limiter.take([use], whenUnavailable),
    async recover() {
      const end = systemClock.now() + 5_000;
      for (;;) {
        const admission = await fragile.call('deny');
        if (admission.kind === 'admitted') return;
        if (systemClock.now() > end) throw new Error(`still ${admission.kind} after 5 seconds`);
        await wait(50);
      }
    },
    async stop() {
      client.destroy();
      await proxy.stop();
    },
  };
  return fragile;
}

const CALLS = 60;
const MOST_MS = 100;

/** A store that is down, silent, slow or throttled: choices hold, nobody waits long, and it heals by itself. */
export async function checkFaults(checks: Checks, engine: StateEngine): Promise<void> {
  const fragile = await startFragile(engine);
  try {
    await fragile.limiter.warmUp();
    await fragile.recover();
    const healthy = await measure(fragile, 'deny');
    for (const [name, fault] of FAULTS) {
      await checks.run(
        `the store is ${name}: choices hold, at most ${MOST_MS} ms are added, it heals`,
        async () => {
          await fragile.recover();
          fragile.proxy.fault = fault;
          const denied = await measure(fragile, 'deny', 'unavailable');
          const allowed = await measure(fragile, 'allow', 'admitted');
          fragile.proxy.fault = 'pass';
          const most = Math.max(denied.most, allowed.most);
          if (most - healthy.median > MOST_MS) throw new Error(`${most.toFixed(0)} ms`);
          await fragile.recover();
          return `${2 * CALLS} calls; the slowest ${most.toFixed(0)} ms, the median ${denied.median.toFixed(2)} ms (healthy ${healthy.median.toFixed(2)} ms)`;
        },
      );
    }
  } finally {
    await fragile.stop();
  }
}

async function measure(fragile: Fragile, choice: WhenUnavailable, expected?: Admission['kind']) {
  const times: number[] = [];
  for (let index = 0; index < CALLS; index += 1) {
    const before = performance.now();
    const { kind } = await fragile.call(choice);
    times.push(performance.now() - before);
    if (expected && kind !== expected) throw new Error(`a call under '${choice}' was ${kind}`);
    await wait(50);
  }
  times.sort((a, b) => a - b);
  return { median: times[CALLS / 2] ?? 0, most: times.at(-1) ?? 0 };
}
