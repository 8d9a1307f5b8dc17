import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import { build } from 'esbuild';
import { DeskError, oneLine } from './desk-error';
import { endWithThisProcess } from './server/child';

/** Lets a seed be a script either way: top-level await, or `if (require.main === module)`. */
const BANNER = [
  `import { createRequire as __createRequire } from 'node:module';`,
  `const require = __createRequire(import.meta.url);`,
  `const module = (require.main = { exports: {} });`,
  `const __filename = import.meta.filename, __dirname = import.meta.dirname;`,
].join('');

export interface SeedOptions {
  /** TypeScript or JavaScript, relative to the folder. */
  readonly file: string;
  /** The app's folder. */
  readonly directory: string;
  /** The server's: the seed sees the tables as the server does. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
}

/**
 * Runs a script that fills the tables.
 *
 * @throws {DeskError} when it cannot be compiled or fails.
 */
export async function runSeed({ file, directory, environment, onLine }: SeedOptions): Promise<void> {
  const cache = join(directory, 'node_modules', '.cache', 'cdk-mcp-service');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'seed-'));
  try {
    const program = join(folder, 'seed.mjs');
    await compile(resolvePath(directory, file), program).catch((error: unknown) => {
      throw new DeskError(`The seed ${file} cannot be compiled: ${oneLine(error)}`);
    });
    const { how, output, errors } = await run(program, directory, environment);
    output.split('\n').filter(Boolean).forEach(onLine);
    if (how !== 'exit code 0') {
      throw new DeskError(`The seed ${file} failed (${how}): ${oneLine(errors) || 'it printed no error.'}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compile(source: string, program: string): Promise<void> {
  await build({
    entryPoints: [source],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: BANNER },
    logLevel: 'silent',
  });
}

interface Ending {
  readonly how: string;
  readonly output: string;
  readonly errors: string;
}

function run(program: string, directory: string, environment: SeedOptions['environment']): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program], {
      cwd: directory,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const written = { output: '', errors: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (written.output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (written.errors += text));
    endWithThisProcess(child);
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ how: signal ?? `exit code ${code}`, ...written }));
  });
}
