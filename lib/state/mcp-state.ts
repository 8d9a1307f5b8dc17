import { Token } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/** Where calls leave their traces: two tables that the construct makes, or that you bring. */
export interface McpStateOptions {
  /**
   * Key that the tables made here are encrypted under. The server may use it through DynamoDB only. A key whose
   * policy does not let IAM decide must allow the server's role itself. The stack must say its region.
   *
   * @default - a key that AWS owns: encrypted all the same, and free
   */
  readonly encryptionKey?: IKey;
  /**
   * Read units a second that each of the tables made here may be billed for. Above it DynamoDB refuses, on its
   * best effort: as with `maxWriteRequestUnits`, and switches stand as they were last read.
   *
   * @default - no cap
   */
  readonly maxReadRequestUnits?: number;
  /**
   * Write units a second that each of the tables made here may be billed for: the most that state can cost.
   * Above it DynamoDB refuses, on its best effort. Calls with an effect then end in `STATE_UNAVAILABLE` before
   * they do anything, and reads run without limits. A call with an effect takes 2 units of the idempotency
   * table (and 1 for each KB of its result above the first), each call 1 or more of the limits table.
   *
   * @default - no cap
   */
  readonly maxWriteRequestUnits?: number;
  /**
   * A table of yours for the records of calls, such as one that was restored. Keys `pk` and `sk`, both texts;
   * time to live on `expiresAt`. It lasts and recovers as you made it: `protect` says nothing of it.
   *
   * @default - a table that is made, with deletion protection and point-in-time recovery as `protect` says
   */
  readonly idempotencyTable?: ITable;
  /**
   * A table of yours for the counters of limits, shaped like `idempotencyTable`, and another one.
   *
   * @default - a table that is made, and goes with the stack
   */
  readonly limitsTable?: ITable;
}

/** @throws when an option could never be kept, or would be without effect. */
export function assertStateOptions(options: McpStateOptions, region: string): void {
  const { idempotencyTable, limitsTable } = options;
  if (options.encryptionKey && Token.isUnresolved(region)) {
    throw new Error(
      "state.encryptionKey needs a stack that says its region; give it one: new Stack(app, id, { env: { region: 'eu-west-1' } }).",
    );
  }
  for (const name of ['maxReadRequestUnits', 'maxWriteRequestUnits'] as const) {
    const units = options[name];
    if (units === undefined || Token.isUnresolved(units) || (Number.isInteger(units) && units >= 1)) continue;
    throw new Error(`state.${name} is ${units}; allowed are whole numbers from 1. Leave it out for no cap.`);
  }
  if (!idempotencyTable || !limitsTable) return;
  if (idempotencyTable.tableName === limitsTable.tableName) {
    throw new Error(
      'state.idempotencyTable and state.limitsTable are one table; give two: records of calls are kept and restored, counters are not.',
    );
  }
  for (const name of ['encryptionKey', 'maxReadRequestUnits', 'maxWriteRequestUnits'] as const) {
    if (options[name] === undefined) continue;
    throw new Error(
      `state.${name} has no effect: both tables are yours. Set it where you make them, or leave it out.`,
    );
  }
}
