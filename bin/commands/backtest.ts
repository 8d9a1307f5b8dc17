import { randomInt } from 'node:crypto';
import { backtest } from '../../local/backtest/backtest';
import { observeAll } from '../../local/backtest/pool';
import { readServiceUnderTest } from '../../local/backtest/service-under-test';
import { DeskError } from '../../local/desk-error';
import { createPrint } from '../../local/print';
import { synthesize } from '../../local/synthesize';
import { readArguments, refuseMore } from './arguments';
import { UsageError } from './usage';

const MOST_FRESH_SEEDS = 1_000;
const HIGHEST_SEED = 1_000_000;

/**
 * `cdk-mcp-service backtest`: tries the alarms of the app in this folder on simulated incidents.
 *
 * @throws {UsageError} when the arguments are wrong, `DeskError` when an alarm is not good enough.
 */
export async function runBacktest(args: readonly string[]): Promise<void> {
  const { app, service, seeds, fresh, context = [], write, check } = parse(args);
  const options = {
    seeds: seeds?.split(',').map(numberOf),
    freshSeeds: freshSeeds(fresh),
    write,
    check,
    print: createPrint(process.stdout, process.stderr, process.env.NO_COLOR !== undefined),
  };
  const more = contextOf(context);
  const assembly = await synthesize({
    directory: process.cwd(),
    app,
    environment: process.env,
    context: more,
    output: 'backtest',
  });
  const isGood = await backtest({ ...options, service: readServiceUnderTest(assembly, service), observeAll });
  if (!isGood) throw new DeskError('The alarms are not good enough: see above.');
}

function freshSeeds(text = '0'): readonly number[] {
  const count = numberOf(text);
  if (count > MOST_FRESH_SEEDS)
    throw new UsageError(`At most ${MOST_FRESH_SEEDS} fresh seeds; got ${count}.`);
  return Array.from({ length: count }, () => randomInt(HIGHEST_SEED));
}

function numberOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`Seeds are whole numbers, as in --seeds 1,2,3 --fresh 20; got '${text}'.`);
}

function contextOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = '', ...value] = pair.split('=');
      if (value.length === 0) throw new UsageError(`Context is given as key=value; got '${pair}'.`);
      return [key, value.join('=')];
    }),
  );
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const { values, positionals } = readArguments(args, {
    app: text,
    service: text,
    seeds: text,
    fresh: text,
    write: text,
    check: text,
    context: { type: 'string', short: 'c', multiple: true },
  });
  refuseMore(positionals);
  return values;
}
