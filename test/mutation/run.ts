/**
 * `npm run test:mutation [-- file …]`: breaks the middleware and the contract in every way that Stryker knows,
 * one at a time, and asks whether a test notices. Verdicts are kept in `coverage/mutation`: a run that was
 * stopped, or one after a small change, goes on from there. Exit code 0 only at 85 % and above.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const STRYKER = join(__dirname, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');

function main(): void {
  if (!existsSync(STRYKER)) {
    console.log('Stryker is not installed: npm ci --prefix test/mutation');
    process.exitCode = 1;
    return;
  }
  const files = process.argv.slice(2);
  const { status } = spawnSync(
    process.execPath,
    [
      STRYKER,
      'run',
      join(__dirname, 'stryker.json'),
      // Outside of the tree: jest would find the copies of the tests.
      '--tempDirName',
      join(tmpdir(), 'cdk-mcp-service-mutation'),
      ...(files.length > 0 ? ['--mutate', files.join(',')] : []),
    ],
    { cwd: ROOT, stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
}

main();
