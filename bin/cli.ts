#!/usr/bin/env node
import { runBacktest } from './commands/backtest';
import { runErase } from './commands/erase';
import { runResolve } from './commands/resolve';
import { runStart } from './commands/start';
import { runSwitch } from './commands/switch';
import { UsageError } from './commands/usage';

const USAGE = `cdk-mcp-service start    Runs the MCP server of the CDK app in this folder on this machine.

  --port <number>     Port on 127.0.0.1 (default: PORT, or else 8787; 0 takes a free one)
  --seed <file>       Script that fills the tables, in TypeScript or JavaScript
  --app <command>     Command that runs the app (default: "app" of cdk.json)
  --service <path>    Construct path of the service, when the app has several
  --auth              People log in as in the cloud, at a stand-in for the Cognito user pool

cdk-mcp-service switch list --table <name>
cdk-mcp-service switch off <tool|caller|agent|tenant> <name> --reason <why> --table <name>
cdk-mcp-service switch on <tool|caller|agent|tenant> <name> --table <name>
                        Stops something while the service runs, without a deployment.

  --table <name>      The service's idempotency table (an output of the stack)
  --reason <why>      For whoever finds it later
  --operator <name>   Who does it, for the audit (default: the user of this machine)

cdk-mcp-service resolve executed|not-executed --id <id> --reason <why> --table <name>
cdk-mcp-service resolve executed|not-executed --key <key> --tool <name> --subject <caller>
                        [--tenant <name>] --reason <why> --table <name>
                        Ends a call whose outcome nobody knows, after you have looked.

  --id <id>           idempotencyId of the call's line
  --key <key>         Or the key that its caller sent

cdk-mcp-service erase --subject <sub> [--tenant <name>] [--tool <name>]… [--including-recent]
                        [--yes --reason <why>] --table <name> --limits-table <name>
                        Erases what the state tables hold of one caller: results of calls, and counters.
                        Lists what it would do; with --yes it does it.

  --limits-table <n>  The service's limits table (an output of the stack)
  --tool <name>       A tool whose counter to look for, besides those of the caller's records
  --including-recent  Also forgets that kept calls ran: a retry with the same key then runs AGAIN

cdk-mcp-service backtest [--seeds 1,2,3] [--fresh 20] [--write <file> | --check <file>]
                        Tries the alarms of the app in this folder on 30 simulated days and on incidents.

  --seeds, --fresh    Seeds to use, and how many new ones to add
  --write, --check    Writes the table of the seeds, or fails when it is another
  -c key=value        Context for the app; also --app and --service as above

  --help              Shows this`;

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  backtest: runBacktest,
  erase: runErase,
  resolve: runResolve,
  start: runStart,
  switch: runSwitch,
};

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h' || args.includes('--help')) {
    console.log(USAGE);
    return;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    throw new UsageError(`Unknown command '${name}'; there is: ${Object.keys(COMMANDS).join(', ')}.`);
  }
  await command(args);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
