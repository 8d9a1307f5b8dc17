import { userInfo } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeskError, oneLine } from '../../local/desk-error';
import { recordIdOf, resolve, type Resolution } from '../../local/operations/resolve';
import { readArguments } from './arguments';
import { UsageError } from './usage';

const VERDICTS = { executed: 'executed', 'not-executed': 'not_executed' } as const;

/**
 * `cdk-mcp-service resolve`: ends a call whose outcome nobody knows, after a person has looked.
 *
 * @throws {UsageError} when the arguments are wrong, `DeskError` when nothing was resolved.
 */
export async function runResolve(args: readonly string[]): Promise<void> {
  const { values, positionals } = parse(args);
  const [word, ...more] = positionals;
  if (!isVerdict(word) || more.length > 0)
    throw new UsageError('Say what you found out: resolve executed, or resolve not-executed.');
  if (!values.table)
    throw new UsageError("Name the service's idempotency table: --table <name> (an output of the stack).");
  if (!values.reason) throw new UsageError('Say where you know it from: --reason "…".');
  const request = {
    id: idOf(values),
    operator: values.operator ?? userInfo().username,
    reason: values.reason,
  };
  const client = new DynamoDBClient({});
  try {
    const table = { client, tableName: values.table, now: Date.now };
    const resolution = await resolve(table, request, VERDICTS[word]);
    if (resolution.kind !== 'resolved') throw new DeskError(`Nothing was changed: ${why(resolution)}`);
    console.log(
      word === 'executed'
        ? 'Resolved: calls with this key are told that it ran.'
        : 'Resolved: the key is free, and the next call with it runs.',
    );
  } catch (error) {
    throw error instanceof DeskError ? error : new DeskError(`Nothing was resolved: ${oneLine(error)}`);
  } finally {
    client.destroy();
  }
}

function why(resolution: Exclude<Resolution, { kind: 'resolved' }>): string {
  if (resolution.kind !== 'in_progress') return UNCHANGED[resolution.kind];
  const until = new Date(resolution.deadlineAt).toISOString();
  return `its server may still be at work until ${until}. Try again then.`;
}

const UNCHANGED = {
  absent: 'there is no record of this call, or it is no longer kept. The next call with the key runs.',
  completed: 'it is known how this call ended. Calls with the key get its answer.',
  changed: 'the record changed at the same moment. Look again.',
} as const;

interface Named {
  readonly id?: string;
  readonly key?: string;
  readonly tool?: string;
  readonly subject?: string;
  readonly tenant?: string;
}

function idOf({ id, key, tool, subject, tenant }: Named): string {
  if (id !== undefined && key === undefined) return id;
  if (id === undefined && key !== undefined && tool !== undefined && subject !== undefined)
    return recordIdOf({ tool, subject, tenant, key });
  throw new UsageError(
    "Say which call: --id <idempotencyId of its line>, or --key <its caller's key> --tool <name> --subject <caller> [--tenant <name>].",
  );
}

function isVerdict(word: string | undefined): word is keyof typeof VERDICTS {
  return word !== undefined && Object.hasOwn(VERDICTS, word);
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    table: text,
    id: text,
    key: text,
    tool: text,
    subject: text,
    tenant: text,
    reason: text,
    operator: text,
  };
  return readArguments(args, options);
}
