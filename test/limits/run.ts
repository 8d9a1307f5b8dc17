/**
 * The proof over real processes: `npx tsx test/limits/run.ts [--seed N]`. Loopback only, a few minutes at most.
 */
import { parseArgs } from 'node:util';
import { Checks } from '../support/checks';
import { startStateEngine } from '../support/state-engine';
import { keepsBound, worstWindow } from './bound';
import { checkFaults } from './faults';
import { drive, type Load, type Measured } from './processes';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
  const seed = Number(values.seed);
  console.log(`seed ${seed}`);
  const checks = new Checks();
  const engine = await startStateEngine();
  try {
    console.log(`engine ${engine.name}`);
    const busy: Load = {
      processes: 4,
      instances: 4,
      load: 'hammer',
      rate: { perMinute: 600, burst: 100 },
      lengthMs: 180_000,
      tickMs: 20,
      seed,
    };
    await checkLoad(checks, '4 processes hammer 600/min', busy, await drive(engine, busy), {
      used: 0.9,
      writes: 0.1,
    });
    const slow: Load = {
      ...busy,
      instances: 50,
      load: 2 / 50,
      rate: { perMinute: 60, burst: 10 },
    };
    await checkLoad(
      checks,
      '50 instances share 60/min, 2 calls wanted a second',
      slow,
      await drive(engine, slow),
      {
        used: 0.8,
        writes: 1.1,
      },
    );
    await checkFaults(checks, engine);
  } finally {
    await engine.stop();
  }
  checks.finish();
}

interface Promises {
  readonly used: number;
  readonly writes: number;
}

async function checkLoad(checks: Checks, name: string, load: Load, measured: Measured, promises: Promises) {
  const { rate, lengthMs } = load;
  const { writes, reads, calls, asked } = measured;
  const admitted = measured.admitted.reduce((sum, { cost }) => sum + cost, 0);
  const allowed = rate.burst + (rate.perMinute * lengthMs) / 60_000;

  await checks.run(`${name}: the bound holds over every window`, async () => {
    const worst = worstWindow(measured.admitted, rate);
    if (!worst || !keepsBound(worst)) throw new Error(JSON.stringify(worst));
    return `worst window of ${worst.to - worst.from} ms: ${worst.admitted} of ${worst.allowed.toFixed(1)}`;
  });
  await checks.run(`${name}: at least ${promises.used * 100} % of the limit is used`, async () => {
    const used = admitted / allowed;
    return atLeast(
      used,
      promises.used,
      `${admitted} of ${allowed} let through, ${(used * 100).toFixed(1)} %`,
    );
  });
  const detail = `${writes} writes, failed ones too, and ${reads} reads for ${calls} calls, ${asked} of which asked the store, ${admitted} let through`;
  await checks.run(`${name}: at most ${promises.writes} writes for a call let through`, async () =>
    atMost(writes / admitted, promises.writes, detail),
  );
}

function atLeast(value: number, least: number, detail: string): string {
  if (!(value >= least)) throw new Error(`${value.toFixed(3)}: ${detail}`);
  return detail;
}

function atMost(value: number, most: number, detail: string): string {
  if (!(value <= most)) throw new Error(`${value.toFixed(3)}: ${detail}`);
  return `${value.toFixed(3)}: ${detail}`;
}

void main();
