import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../../lambda/contract';
import type { Signals } from '../observability/signals';
import { stateSignals } from './state-signals';

export interface StateTablesProps {
  /** Whether the idempotency records survive the stack, and can be restored to any second of 35 days. */
  readonly protect: boolean;
}

/** The two tables that calls leave traces in. Keys and construct ids are pinned: changing one replaces a table. */
export class StateTables extends Construct {
  /** Claims and results of calls with an effect: losing one can repeat a write. */
  readonly idempotency: TableV2;
  /** Counters of a few minutes: losing them costs nothing but a burst, so they are never kept. */
  readonly limits: TableV2;
  /** What AWS counts of them. */
  readonly signals: Signals;

  constructor(scope: Construct, id: string, { protect }: StateTablesProps) {
    super(scope, id);
    const shape = {
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: AttributeType.STRING },
      timeToLiveAttribute: TTL_ATTRIBUTE,
      billing: Billing.onDemand(),
    };
    this.idempotency = new TableV2(this, 'Idempotency', {
      ...shape,
      deletionProtection: protect,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: protect },
      removalPolicy: protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.limits = new TableV2(this, 'Limits', { ...shape, removalPolicy: RemovalPolicy.DESTROY });
    this.signals = stateSignals({ idempotency: this.idempotency, limits: this.limits });
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
  }
}
