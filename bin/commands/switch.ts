import { userInfo } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeskError, oneLine } from '../../local/desk-error';
import { listSwitches, switchOff, switchOn, type SwitchTable } from '../../local/operations/switches';
import { readArguments } from './arguments';
import { UsageError } from './usage';

const KINDS = ['tool', 'caller', 'agent', 'tenant'] as const;
type Kind = (typeof KINDS)[number];

/**
 * `cdk-mcp-service switch`: stops a tool, caller, agent or tenant while the service runs, without a deployment.
 *
 * @throws {UsageError} when the arguments are wrong, `DeskError` when the table refuses.
 */
export async function runSwitch(args: readonly string[]): Promise<void> {
  const { values, positionals } = parse(args);
  const [action, kind, name] = positionals;
  if (!values.table)
    throw new UsageError("Name the service's idempotency table: --table <name> (an output of the stack).");
  const client = new DynamoDBClient({});
  const table: SwitchTable = { client, tableName: values.table, now: Date.now };
  try {
    if (action === 'list') return await list(table);
    if (!isKind(kind) || !name)
      throw new UsageError(`Say what: switch ${action} <${KINDS.join('|')}> <name>.`);
    const change = {
      kind,
      name,
      reason: values.reason ?? '',
      operator: values.operator ?? userInfo().username,
    };
    if (action === 'off') {
      if (!values.reason) throw new UsageError('Say why, for whoever finds it later: --reason "…".');
      await switchOff(table, change);
      console.log(`${kind} ${name} is off; every server stops it within 15 seconds.`);
    } else {
      const was = await switchOn(table, change);
      console.log(was ? `${kind} ${name} is on again within 15 seconds.` : `${kind} ${name} was not off.`);
    }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new DeskError(`The switch was not changed: ${oneLine(error)}`);
  } finally {
    client.destroy();
  }
}

async function list(table: SwitchTable): Promise<void> {
  const switches = await listSwitches(table);
  if (switches.length === 0) console.log('Nothing is switched off.');
  for (const { kind, name, reason } of switches) console.log(`${kind} ${name}: ${reason}`);
}

function isKind(text: string | undefined): text is Kind {
  return KINDS.some((kind) => kind === text);
}

function parse(args: readonly string[]) {
  const parsed = readArguments(args, {
    table: { type: 'string' },
    reason: { type: 'string' },
    operator: { type: 'string' },
  });
  if (!['list', 'off', 'on'].includes(parsed.positionals[0] ?? '')) {
    throw new UsageError('Say what to do: switch list, switch off <kind> <name>, switch on <kind> <name>.');
  }
  return parsed;
}
