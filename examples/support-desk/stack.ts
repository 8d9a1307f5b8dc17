import { join } from 'node:path';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { McpService, type McpAlerts, type McpAuth } from 'cdk-mcp-service';
import type { Construct } from 'constructs';
import { createTicketsTable, grantTickets } from './tickets-table';

export interface SupportDeskStackProps extends StackProps {
  /** Who may call the tools. */
  readonly auth: McpAuth;
  /** Who learns that something is wrong. */
  readonly alerts: McpAlerts;
}

/** The table of tickets and the service over it. */
export class SupportDeskStack extends Stack {
  readonly tickets: TableV2;
  readonly service: McpService;

  constructor(scope: Construct, id: string, { auth, alerts, ...props }: SupportDeskStackProps) {
    super(scope, id, props);
    this.tickets = createTicketsTable(this, 'Tickets');
    this.service = new McpService(this, 'Mcp', {
      tools: join(__dirname, 'tools/index.ts'),
      auth,
      alerts,
      // It reads for seconds by design: judged like the others it would spend the budget of all.
      slo: { latency: { tools: { bulk_export: Duration.seconds(10) } } },
      environment: { TICKETS_TABLE: this.tickets.tableName },
    });
    grantTickets(this.tickets, this.service);
  }
}
