/**
 * `npm run test:mutation [-- file …]`: breaks the middleware and the contract in every way that Stryker knows,
 * one at a time, and asks whether a test notices. Exit code 0 only when 85 % of all are noticed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scoreOf, tableOf, type Mutant } from './score';

const ROOT = join(__dirname, '..', '..');
const STRYKER = join(__dirname, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const FOLDERS = ['lambda/middleware', 'lambda/contract'];
const LEAST = 85;

interface Part {
  /** Beginnings of the paths of files that are broken. The first part that takes a file has it. */
  readonly files: string;
  /** Patterns of the tests that are asked. */
  readonly tests: readonly string[];
}

/**
 * Each part is judged by its own unit tests alone: what another test would notice too does not count. Random
 * tests, and tests over the whole server, would cost seconds for every mutant that they meet.
 */
const PARTS: Readonly<Record<string, Part>> = {
  idempotency: {
    files: 'lambda/middleware/idempotency.ts',
    tests: ['test/lambda/middleware/idempotency*.test.ts'],
  },
  middleware: {
    files: 'lambda/middleware/',
    tests: [
      'test/lambda/middleware/*.test.ts',
      '!test/lambda/middleware/idempotency*.test.ts',
      '!test/lambda/middleware/sanitize.test.ts',
    ],
  },
  contract: {
    files: 'lambda/contract/',
    tests: ['test/contract/*.test.ts', 'test/limits/rates.test.ts'],
  },
};

function main(): void {
  if (!existsSync(STRYKER)) {
    console.log('Stryker is not installed: npm ci --prefix test/mutation');
    process.exitCode = 1;
    return;
  }
  const startedAt = Date.now();
  const named = process.argv.slice(2);
  const files = named.length > 0 ? named : FOLDERS.flatMap(filesOf);
  const mutants = Object.entries(PARTS).flatMap(([name, { tests }]) => {
    const mutate = files.filter((file) => partOf(file) === name);
    return mutate.length === 0 ? [] : mutantsOf(name, mutate, tests);
  });
  console.log(`\n${tableOf(mutants)}`);
  const score = scoreOf(mutants);
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  console.log(`Score ${score.toFixed(2)} % in ${seconds} seconds; ${LEAST} % is the least that passes.`);
  if (!(score >= LEAST)) process.exitCode = 1;
}

function filesOf(folder: string): string[] {
  const found = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return found.filter((file) => file.endsWith('.ts')).map((file) => `${folder}/${file}`);
}

/** @throws on a file that no part takes: it would be left out without a word. */
function partOf(file: string): string {
  const found = Object.entries(PARTS).find(([, { files }]) => file.startsWith(files));
  if (!found) throw new Error(`${file} is neither middleware nor contract`);
  return found[0];
}

/** Every mutant of one part with its verdict. @throws when Stryker does not come to an end. */
function mutantsOf(name: string, mutate: readonly string[], tests: readonly string[]): Mutant[] {
  const folder = join(ROOT, 'coverage', 'mutation', name);
  const report = join(folder, 'report.json');
  const config = join(folder, 'stryker.json');
  mkdirSync(folder, { recursive: true });
  rmSync(report, { force: true });
  const shared: object = JSON.parse(readFileSync(join(__dirname, 'stryker.json'), 'utf8'));
  const testMatch = [...tests.map((pattern) => pattern.replace(/^!?/, '$&**/')), '!**/*-fuzz.test.ts'];
  const own = {
    mutate,
    // Outside of the tree: jest would find the copies of the tests.
    tempDirName: join(tmpdir(), `cdk-mcp-service-mutation-${process.pid}`, name),
    jsonReporter: { fileName: report },
    jest: { configFile: 'jest.config.js', config: { testMatch, testTimeout: 2_000 } },
  };
  writeFileSync(config, JSON.stringify({ ...shared, ...own }));
  const { status } = spawnSync(process.execPath, [STRYKER, 'run', config], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error(`Stryker ended with ${status} on ${name}.`);
  const { files }: Report = JSON.parse(readFileSync(report, 'utf8'));
  return Object.entries(files).flatMap(([file, found]) =>
    found.mutants.map(({ status: verdict }) => ({ file, verdict })),
  );
}

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
}

main();
