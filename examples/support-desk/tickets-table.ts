import { RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { AttributeType, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { INDEXED_FIELDS, STATUS_INDEX } from './tickets/table';

/** On demand. It goes with the stack: its tickets are sample data. */
export function createTicketsTable(scope: Construct, id: string): TableV2 {
  return new TableV2(scope, id, {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    globalSecondaryIndexes: [
      {
        indexName: STATUS_INDEX,
        partitionKey: { name: 'status', type: AttributeType.STRING },
        sortKey: { name: 'openedAt', type: AttributeType.STRING },
        // Notes stay out: they are most of a ticket's bytes, and lists do not show them.
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: INDEXED_FIELDS,
      },
    ],
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** What the tools do with it. `grantReadWriteData` would let them delete, scan, and use every index. */
export function grantTickets({ tableArn }: TableV2, grantee: IGrantable): void {
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    resourceArns: [tableArn],
  });
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [`${tableArn}/index/${STATUS_INDEX}`],
  });
}
