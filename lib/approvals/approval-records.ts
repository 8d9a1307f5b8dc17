import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { EVENT_SOURCE, type ApprovalRecordSettings } from '../../lambda/contract';
import { logProtection } from '../observability/log-protection';

export interface McpApprovalOptions {
  /**
   * How long it is kept who asked for which call, who decided, and how it ended.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly auditRetention?: RetentionDays;
}

interface ApprovalRecordsProps extends McpApprovalOptions {
  /** Whether the records survive the stack. */
  readonly protect: boolean;
}

/** Made where a tool asks for approval: what happened to each ticket is kept apart from the server's log, and told. */
export class ApprovalRecords extends Construct {
  /** One JSON record an event. The server adds to it, and can remove nothing. */
  readonly logGroup: ILogGroup;
  readonly settings: ApprovalRecordSettings;

  constructor(scope: Construct, id: string, { auditRetention, protect }: ApprovalRecordsProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Audit', {
      retention: auditRetention ?? RetentionDays.ONE_YEAR,
      dataProtectionPolicy: logProtection(),
      removalPolicy: protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.settings = { logGroup: this.logGroup.logGroupName, events: true };
    new CfnOutput(this, 'AuditLog', {
      value: this.logGroup.logGroupName,
      description: 'Log group of approvals, for `cdk-mcp-service approvals --audit-log`',
    });
  }

  /** It writes to the one log group, and speaks on the bus as nobody else. */
  grantServer(grantee: IGrantable): void {
    this.logGroup.grantWrite(grantee);
    const bus = Stack.of(this).formatArn({
      service: 'events',
      resource: 'event-bus',
      resourceName: 'default',
    });
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [bus],
        // A request has several sources: each must be this one, and one there must be.
        conditions: {
          'ForAllValues:StringEquals': { 'events:source': EVENT_SOURCE },
          Null: { 'events:source': 'false' },
        },
      }),
    );
  }
}
