#!/usr/bin/env node
import { runApprovals } from './commands/approvals';
import { runBacktest } from './commands/backtest';
import { runDeploy } from './commands/deploy';
import { runDestroy } from './commands/destroy';
import { runErase } from './commands/erase';
import { runResolve } from './commands/resolve';
import { runRotateKeys } from './commands/rotate-keys';
import { runStart } from './commands/start';
import { runSwitch } from './commands/switch';
import { UsageError } from './commands/usage';
import { runUser } from './commands/user';
import { HELP, OVERVIEW } from './help';

const COMMANDS: Readonly<Record<keyof typeof HELP, (args: readonly string[]) => Promise<void>>> = {
  approvals: runApprovals,
  backtest: runBacktest,
  deploy: runDeploy,
  destroy: runDestroy,
  erase: runErase,
  resolve: runResolve,
  'rotate-keys': runRotateKeys,
  start: runStart,
  switch: runSwitch,
  user: runUser,
};

/** What a person is asked for stands first, too: `approve <id>` is `approvals approve <id>`. */
const DECISIONS = new Set(['approve', 'deny']);

async function main(given: readonly string[]): Promise<void> {
  const [name, ...args] = DECISIONS.has(given[0] ?? '') ? ['approvals', ...given] : given;
  if (name === undefined || name === '--help' || name === '-h') return console.log(OVERVIEW);
  if (!isCommand(name))
    throw new UsageError(`Unknown command '${name}'; there is: ${Object.keys(COMMANDS).join(', ')}.`);
  if (args.includes('--help') || args.includes('-h')) return console.log(HELP[name]);
  await COMMANDS[name](args);
}

function isCommand(name: string): name is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, name);
}

// The SDK would fill the screen with a notice about the laptop's Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
