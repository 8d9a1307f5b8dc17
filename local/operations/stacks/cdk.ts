import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DeskError } from '../../desk-error';

/** The CDK CLI of the app, which the person watches at work and may be asked by. */
export interface Cdk {
  /** @throws {DeskError} when it fails; it has printed why. */
  run(args: readonly string[]): Promise<void>;
}

const INSTALL = 'npm install --save-dev aws-cdk@2.1148.1';
/** A build of 2025 that some registries call the latest. */
const ACCIDENT = '3.0.0';

/**
 * The CLI that the app's own node_modules has: the version that the team has tried.
 *
 * @throws {DeskError} when there is none, with the command that installs it.
 */
export function findCdk(directory: string, environment: NodeJS.ProcessEnv): Cdk {
  const manifest = resolvePackage(directory);
  const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  if (version === ACCIDENT)
    throw new DeskError(`aws-cdk ${ACCIDENT} is an accidental build of 2025. Install another: ${INSTALL}`);
  const program = join(dirname(manifest), String(Object(bin).cdk ?? 'bin/cdk'));
  return {
    run: (args) =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [program, ...args], {
          cwd: directory,
          env: environment,
          stdio: 'inherit',
        });
        child.once('error', reject);
        child.once('close', (code, signal) => {
          if (code === 0) return resolve();
          reject(new DeskError(`cdk ${args[0]} failed (${signal ?? `exit code ${code}`}): see above.`));
        });
      }),
  };
}

function resolvePackage(directory: string): string {
  try {
    return createRequire(join(directory, 'package.json')).resolve('aws-cdk/package.json');
  } catch {
    throw new DeskError(`The CDK CLI is not installed in this folder. Install it: ${INSTALL}`);
  }
}
