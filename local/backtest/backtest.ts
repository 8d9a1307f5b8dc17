import { readFileSync, writeFileSync } from 'node:fs';
import { DeskError } from '../desk-error';
import type { Print } from '../print';
import type { Experiment, Observation } from './experiment';
import { Findings } from './findings';
import { FIXED_CALM_SEEDS, FIXED_SEEDS, planOf } from './plan';
import { reportOf } from './report/report';
import type { ServiceUnderTest } from './service-under-test';
import { complaintsAbout } from './verdict';

export interface BacktestOptions {
  readonly service: ServiceUnderTest;
  /** Tries all of them, in whatever order. @returns what was observed, in their order. */
  readonly observeAll: (
    service: ServiceUnderTest,
    experiments: readonly Experiment[],
  ) => Promise<readonly Observation[]>;
  /** @default - those of every check */
  readonly seeds?: readonly number[];
  /** Tried besides; they are not in the file. */
  readonly freshSeeds: readonly number[];
  /** File that the report of the fixed seeds is written to. */
  readonly write?: string;
  /** File that must hold that report. */
  readonly check?: string;
  readonly print: Print;
}

const HEADING = `# What the alarms have been seen to do

Printed by \`npm run backtest -- --write docs/alarms.md\`: traffic is simulated, things go wrong in it, and the
alarms of the synthesized template are evaluated on what the server would emit, minute by minute.`;

/**
 * Tries every alarm of a service on every incident, and on days without one.
 *
 * @returns whether they are good enough.
 * @throws {DeskError} when there is nothing to try.
 */
export async function backtest(options: BacktestOptions): Promise<boolean> {
  const { print, service, seeds = FIXED_SEEDS, freshSeeds } = options;
  if (service.alarms.every(({ severity }) => severity === 'none')) {
    throw new DeskError(
      'No alarm of the template notifies anybody. Synthesize it with somebody to notify; for the example: -c alerts=ops@example.com.',
    );
  }
  const isGood = async (of: readonly number[], file: boolean): Promise<boolean> => {
    const findings = new Findings(
      service,
      await options.observeAll(
        service,
        planOf(service.model, of, of === FIXED_SEEDS ? FIXED_CALM_SEEDS : of),
      ),
    );
    const report = reportOf(findings, of);
    print.line(report);
    const complaints = [
      ...complaintsAbout(findings),
      ...(file ? filed(options, `${HEADING}\n\n${report}\n`) : []),
    ];
    for (const complaint of complaints) print.problem(complaint);
    return complaints.length === 0;
  };
  const fixed = await isGood(seeds, true);
  if (freshSeeds.length === 0) return fixed;
  print.line(`\n# ${freshSeeds.length} fresh seeds: ${freshSeeds.join(', ')}\n`);
  const fresh = await isGood(freshSeeds, false);
  return fixed && fresh;
}

function filed({ write, check }: BacktestOptions, text: string): string[] {
  if (write !== undefined) writeFileSync(write, text);
  if (check === undefined || readFileSync(check, 'utf8') === text) return [];
  return [`${check} is not what is printed now: run the same command with --write ${check}.`];
}
