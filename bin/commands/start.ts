import { bundleTools } from '../../lib/tools/bundle';
import { DeskError, oneLine } from '../../local/desk-error';
import { createPrint } from '../../local/print';
import { start } from '../../local/start';
import { synthesize } from '../../local/synthesize';
import { Teardown } from '../../local/teardown';
import { readArguments, refuseMore } from './arguments';
import { UsageError } from './usage';

const DEFAULT_PORT = '8787';

interface StartArguments {
  readonly port: number;
  readonly seed?: string;
  readonly app?: string;
  readonly service?: string;
  readonly auth?: boolean;
}

/**
 * `cdk-mcp-service start`: resolves when the desk runs; Ctrl-C or SIGTERM ends it and the process.
 *
 * @throws {UsageError} when the arguments are wrong, `DeskError` when it does not start.
 */
export async function runStart(args: readonly string[]): Promise<void> {
  const { port, seed, app, service, auth } = requestOf(args, process.env);
  const directory = process.cwd();
  const teardown = new Teardown();
  endOnSignal(teardown);
  try {
    await start(
      {
        directory,
        port,
        seed,
        service,
        auth,
        synthesize: () => synthesize({ directory, app, environment: process.env }),
        bundleTools,
        now: Date.now,
        print: createPrint(process.stdout, process.stderr, process.env.NO_COLOR !== undefined),
      },
      teardown,
    );
  } catch (error) {
    await teardown.run();
    throw new DeskError(oneLine(error));
  }
}

/** The first signal ends everything in order, the second at once. */
function endOnSignal(teardown: Teardown): void {
  let signaled = false;
  const end = (): void => {
    if (signaled) process.exit(1);
    signaled = true;
    void teardown.run().finally(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

function requestOf(args: readonly string[], environment: NodeJS.ProcessEnv): StartArguments {
  const { values, positionals } = readArguments(args, {
    port: { type: 'string' },
    seed: { type: 'string' },
    app: { type: 'string' },
    service: { type: 'string' },
    auth: { type: 'boolean' },
  });
  refuseMore(positionals);
  const { port = environment.PORT ?? DEFAULT_PORT, ...others } = values;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError(`A port is a whole number from 0 to 65535; got '${port}'.`);
  }
  return { ...others, port: Number(port) };
}
