import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2, type ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../../lambda/contract';
import { letUseKeyThrough } from '../key-through-service';
import type { Signals } from '../observability/signals';
import { assertBroughtTable } from './brought-table';
import { assertStateOptions, type McpStateOptions } from './mcp-state';
import { stateSignals } from './state-signals';

export interface StateTablesProps extends McpStateOptions {
  /** Whether the idempotency records survive the stack, and can be restored to any second of 35 days. */
  readonly protect: boolean;
}

/** The two tables that calls leave traces in. Keys and construct ids are pinned: changing one replaces a table. */
export class StateTables extends Construct {
  /** Claims and results of calls with an effect: losing one can repeat a write. */
  readonly idempotency: ITable;
  /** Counters of a few minutes: losing them costs nothing but a burst, so they are never kept. */
  readonly limits: ITable;
  /** What AWS counts of them. */
  readonly signals: Signals;

  constructor(scope: Construct, id: string, { protect, ...options }: StateTablesProps) {
    super(scope, id);
    assertStateOptions(options, Stack.of(this).region);
    const { encryptionKey, maxReadRequestUnits, maxWriteRequestUnits } = options;
    const shape = {
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: AttributeType.STRING },
      timeToLiveAttribute: TTL_ATTRIBUTE,
      billing: Billing.onDemand({ maxReadRequestUnits, maxWriteRequestUnits }),
      encryption: encryptionKey && TableEncryptionV2.customerManagedKey(encryptionKey),
    };
    this.idempotency =
      this.brought('idempotencyTable', options) ??
      new TableV2(this, 'Idempotency', {
        ...shape,
        deletionProtection: protect,
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: protect },
        removalPolicy: protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      });
    this.limits =
      this.brought('limitsTable', options) ??
      new TableV2(this, 'Limits', { ...shape, removalPolicy: RemovalPolicy.DESTROY });
    this.signals = stateSignals({ idempotency: this.idempotency, limits: this.limits });
    new CfnOutput(this, 'LimitsTable', {
      value: this.limits.tableName,
      description: 'Table of the counters, for `cdk-mcp-service erase`',
    });
  }

  /** What the server really does with its tables, and no more. */
  grantServer(grantee: IGrantable): void {
    this.idempotency.grant(
      grantee,
      'dynamodb:Query',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
    );
    this.limits.grant(grantee, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    this.grantKeys(grantee);
  }

  private brought(
    name: 'idempotencyTable' | 'limitsTable',
    { [name]: table }: McpStateOptions,
  ): ITable | undefined {
    if (table) assertBroughtTable(this, `state.${name}`, table);
    return table;
  }

  private grantKeys(grantee: IGrantable): void {
    const keys = new Set([this.idempotency.encryptionKey, this.limits.encryptionKey]);
    for (const key of keys) {
      if (!key) continue;
      letUseKeyThrough(grantee, {
        stack: Stack.of(this),
        service: 'dynamodb',
        key,
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      });
    }
  }
}
