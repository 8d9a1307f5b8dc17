import { parseArgs, type ParseArgsConfig } from 'node:util';
import { oneLine } from '../../local/desk-error';
import { UsageError } from './usage';

/** As `parseArgs` reads it, with positionals. */
interface Config<Options extends NonNullable<ParseArgsConfig['options']>> {
  readonly args: string[];
  readonly allowPositionals: true;
  readonly options: Options;
}

/** @throws {UsageError} with the first sentence of Node's message: the others advise about `--`. */
export function readArguments<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
): ReturnType<typeof parseArgs<Config<Options>>> {
  try {
    return parseArgs<Config<Options>>({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    const [problem = 'The arguments are wrong'] = oneLine(error).split('. ');
    throw new UsageError(`${problem.replace(/\.$/, '')}. See: cdk-mcp-service --help`);
  }
}

/** @throws {UsageError} when there is an argument that no option takes. */
export function refuseMore(more: readonly string[]): void {
  if (more.length > 0) throw new UsageError(`Unexpected argument '${more[0]}'. See: cdk-mcp-service --help`);
}
