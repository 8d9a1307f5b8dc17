import { findCdk } from '../../local/operations/stacks/cdk';
import { destroy } from '../../local/operations/stacks/destroy';
import { readArguments, refuseMore } from './arguments';
import { STACK_OPTIONS } from './stack-options';

/**
 * `cdk-mcp-service destroy`: destroys a stack of the app in this folder, and says what is kept and how it goes.
 *
 * @throws {UsageError} when the arguments are wrong, `DeskError` when nothing was destroyed.
 */
export async function runDestroy(args: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments(args, STACK_OPTIONS);
  refuseMore(positionals);
  // An app that wants an address must run, but nobody is written to.
  const { email = 'nobody@example.com', stack, app, context = [], yes = false } = values;
  const directory = process.cwd();
  const cdk = findCdk(directory, process.env);
  const lines = await destroy({
    directory,
    cdk,
    stack,
    app,
    context: [`email=${email}`, ...context],
    yes,
  });
  for (const line of lines) console.log(line);
}
