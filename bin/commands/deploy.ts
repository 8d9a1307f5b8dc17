import { findCdk } from '../../local/operations/stacks/cdk';
import { deploy } from '../../local/operations/stacks/deploy';
import { nextSteps } from '../../local/operations/stacks/next-steps';
import { readArguments, refuseMore } from './arguments';
import { STACK_OPTIONS } from './stack-options';
import { UsageError } from './usage';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * `cdk-mcp-service deploy`: deploys the app in this folder with the developer's own credentials, and says what is
 * left to do until the first call.
 *
 * @throws {UsageError} when the arguments are wrong, `DeskError` when nothing was deployed.
 */
export async function runDeploy(args: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments(args, STACK_OPTIONS);
  refuseMore(positionals);
  const { email, stack, app, context = [], yes = false } = values;
  if (email === undefined || !EMAIL.test(email))
    throw new UsageError(
      `Say who logs in first and gets the alarms: --email you@example.com; got ${email === undefined ? 'none' : `'${email}'`}.`,
    );
  const directory = process.cwd();
  const deployed = await deploy({
    directory,
    cdk: findCdk(directory, process.env),
    stack,
    app,
    context: [`email=${email}`, ...context],
    yes,
    say: console.log,
  });
  for (const line of nextSteps(deployed, email)) console.log(line);
}
