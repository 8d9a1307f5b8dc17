import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runBacktest } from '../../../bin/commands/backtest';
import { backtest, type BacktestOptions } from '../../../local/backtest/backtest';
import type { Experiment, Observation } from '../../../local/backtest/experiment';
import { LEVELS, planOf } from '../../../local/backtest/plan';
import { recordingPrint, temporaryFolder } from '../fixtures';
import { MODEL, faultAlarm, watchedBy } from './desk';

const folder = temporaryFolder();
const SERVICE = watchedBy(
  faultAlarm('Outage', { ComparisonOperator: 'GreaterThanThreshold', Threshold: 0.25 }),
);

/** As if it always rose after so many minutes, and on its incident only. */
function risingAfter(minutes: number): BacktestOptions['observeAll'] {
  const observed = (experiment: Experiment): Observation => {
    const times: Record<string, number> = experiment.id === 'outage' ? { Outage: minutes } : {};
    return { experiment, rose: times, rises: {}, notified: times };
  };
  return (_service, experiments) => Promise.resolve(experiments.map(observed));
}

function run(options: Partial<BacktestOptions>) {
  const print = recordingPrint();
  const all = { service: SERVICE, observeAll: risingAfter(3), freshSeeds: [], print, ...options };
  return { print, isGood: backtest(all) };
}

test('good alarms are good; the file that is written passes its check', async () => {
  const file = join(folder, 'alarms.md');
  const { print, isGood } = run({ write: file });
  expect(await isGood).toBe(true);
  expect(print.problems).toEqual([]);
  expect(readFileSync(file, 'utf8')).toContain('| Outage | page     | outage');
  expect(await run({ check: file }).isGood).toBe(true);
});

test('a file that is not what is printed is a complaint that says what to do', async () => {
  const file = join(folder, 'old.md');
  await run({ write: file }).isGood;
  writeFileSync(file, readFileSync(file, 'utf8').replace('15/15 3 (3)', '15/15 2 (2)'));
  const { print, isGood } = run({ check: file });
  expect(await isGood).toBe(false);
  expect(print.problems).toEqual([
    `${file} is not what is printed now: run the same command with --write ${file}.`,
  ]);
});

test('late alarms are not good, on fixed and on fresh seeds; fresh ones are printed and not in the file', async () => {
  const file = join(folder, 'late.md');
  const { print, isGood } = run({ observeAll: risingAfter(6), freshSeeds: [77, 78], write: file });
  expect(await isGood).toBe(false);
  expect(print.problems).toHaveLength(4);
  expect(print.lines.join('\n')).toContain('# 2 fresh seeds: 77, 78');
  expect(readFileSync(file, 'utf8')).not.toContain('77');
});

test('alarms that notify nobody are not tried', async () => {
  const service = {
    ...SERVICE,
    alarms: SERVICE.alarms.map((alarm) => ({ ...alarm, severity: 'none' as const })),
  };
  await expect(run({ service }).isGood).rejects.toThrow('No alarm of the template notifies anybody.');
});

test('the plan has every level for every seed, and the calm months', () => {
  const plan = planOf(MODEL, [1, 2]);
  const calm = plan.filter(({ kind }) => kind === 'calm');
  expect(calm).toHaveLength(LEVELS.length * 2);
  const levelsOf = (wanted: string) =>
    new Set(plan.filter(({ id }) => id === wanted).map((one) => one.callsAnHour));
  expect(levelsOf('outage')).toEqual(new Set(LEVELS));
  // A tenth of the calls of a service are never 600 an hour.
  expect(levelsOf('tool-errors-bulk_export')).toEqual(new Set([10, 60, 200]));
  expect(new Set(plan.map((experiment) => JSON.stringify(experiment))).size).toBe(plan.length);
});

test.each([
  [['--seeds', 'one'], "Seeds are whole numbers, as in --seeds 1,2,3 --fresh 20; got 'one'."],
  [['--fresh', '2000'], 'At most 1000 fresh seeds; got 2000.'],
  [['-c', 'alerts'], "Context is given as key=value; got 'alerts'."],
  [['--sedes', '1'], /Unknown option '--sedes'.*See: cdk-mcp-service --help/],
])('arguments %p are refused before anything runs', async (args, message) => {
  await expect(runBacktest(args)).rejects.toThrow(message);
});
