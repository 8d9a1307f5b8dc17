import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DeskError, oneLine } from './desk-error';
import { endWithThisProcess } from './server/child';

/** Context that tells the constructs that the assembly is for a desk. */
const DESK_CONTEXT = 'cdk-mcp-service:desk';
/** Assemblies are below it, so that `cdk deploy --app cdk.out` never deploys what was made for a desk. */
const OUTPUT = 'cdk.out';

export interface SynthesizeOptions {
  /** Where `cdk.json` is. */
  readonly directory: string;
  /**
   * The command that runs the app.
   *
   * @default - `app` of `cdk.json`
   */
  readonly app?: string;
  /** The app's process gets it: it runs as it does for `cdk synth`. */
  readonly environment: NodeJS.ProcessEnv;
  /** More context, as `cdk synth -c` gives it. */
  readonly context?: Readonly<Record<string, string>>;
  /** Folder of the cloud assembly below `cdk.out`. @default 'desk' */
  readonly output?: string;
}

/**
 * Runs the app as the CDK CLI does, without the validation of templates, which takes longer than all the rest.
 *
 * @returns The folder of the cloud assembly.
 * @throws {DeskError} with the app's own message when it fails.
 */
export async function synthesize(options: SynthesizeOptions): Promise<string> {
  const { directory, app, environment } = options;
  const configuration = readJson(join(directory, 'cdk.json'));
  const command = app ?? configuration.app;
  if (typeof command !== 'string') {
    throw new DeskError(
      'There is no cdk.json with an "app" here. Start in the app\'s folder, or give --app.',
    );
  }
  const output = join(directory, OUTPUT, options.output ?? 'desk');
  const context = {
    ...asObject(configuration.context),
    ...readJson(join(directory, 'cdk.context.json')),
    ...options.context,
    [DESK_CONTEXT]: true,
  };
  const { how, errors } = await run(command, directory, {
    ...environment,
    CDK_OUTDIR: output,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_VALIDATION: 'false',
  });
  if (how !== 'exit code 0') {
    const reason = errorOfApp(errors, directory) || 'it printed no error.';
    throw new DeskError(`The app does not synthesize (${command}; ${how}): ${reason}`);
  }
  return output;
}

const ERROR_LINE = /^(?:Uncaught )?[\w$.]*(?:Error|Exception)\b[^:]*: (.*)$/;
const STACK_FRAME = /^\s+at /;
const NODE_VERSION = /^Node\.js v\d/;
const LAST_LINES = 3;

/**
 * What an app that failed wants to say: the message of its error and the first place in its own sources.
 *
 * @param errors - What it wrote to stderr.
 */
export function errorOfApp(errors: string, directory: string): string {
  const lines = errors.split('\n').filter((line) => !NODE_VERSION.test(line));
  const start = lines.findIndex((line) => ERROR_LINE.test(line));
  if (start === -1) {
    const said = lines.filter((line) => line.trim() !== '' && !STACK_FRAME.test(line));
    return oneLine(said.slice(-LAST_LINES).join('\n'));
  }
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => STACK_FRAME.test(line));
  const [first = '', ...more] = end === -1 ? rest : rest.slice(0, end);
  const message = oneLine([first.replace(ERROR_LINE, '$1'), ...more].join('\n'));
  const place = rest.map((line) => placeOf(line, directory)).find((found) => found !== undefined);
  return place === undefined ? message : `${message} (${place})`;
}

function placeOf(frame: string, directory: string): string | undefined {
  const [, file, position] =
    /^\s+at .*?\(?(?:file:\/\/)?(\/[^()]*?|[A-Z]:\\[^()]*?):(\d+:\d+)\)?$/.exec(frame) ?? [];
  if (file === undefined || file.includes('node_modules')) return undefined;
  return `${relative(directory, file)}:${position}`;
}

function run(
  command: string,
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly how: string; readonly errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      cwd: directory,
      env: environment,
      shell: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    endWithThisProcess(child);
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({ how: signal ?? `exit code ${code}`, errors: Buffer.concat(chunks).toString('utf8') }),
    );
  });
}

function readJson(file: string): Readonly<Record<string, unknown>> {
  if (!existsSync(file)) return {};
  try {
    return asObject(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new DeskError(`${file} is not JSON: ${oneLine(error)}`);
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
