import { Duration, Stack } from 'aws-cdk-lib';
import { Dashboard, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Manifest } from '../../lambda/contract';
import type { McpAlarms } from './alarms';
import { healthWidgets } from './health-dashboard';
import type { ServiceMetrics } from './service-metrics';
import type { Signals } from './signals';
import type { Slo } from './slo';
import { toolVariables, toolsWidgets } from './tools-dashboard';

export interface McpDashboardsProps {
  readonly manifest: Manifest;
  readonly metrics: ServiceMetrics;
  readonly slo: Slo;
  /** Of the endpoint, the runtime and the state. */
  readonly signals: readonly Signals[];
  readonly alarms: McpAlarms;
  readonly logGroup: ILogGroup;
  /** Where the runbooks are. */
  readonly runbooks: string;
}

/** What widgets are made from. */
export interface DashboardContext extends McpDashboardsProps {
  /** The console's page for queries over logs. */
  readonly logsUrl: string;
}

/** Two screens: whether the service is healthy, and which tool or agent it is when it is not. */
export class McpDashboards extends Construct {
  readonly health: Dashboard;
  readonly tools: Dashboard;

  constructor(scope: Construct, id: string, props: McpDashboardsProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    const logsUrl = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:logs-insights`;
    const context: DashboardContext = { ...props, logsUrl };
    // A burn rate over an hour is none over the minutes that CloudWatch would choose for the range that is shown.
    const shared = { defaultInterval: Duration.hours(12), periodOverride: PeriodOverride.INHERIT };
    this.health = new Dashboard(this, 'Health', { ...shared, widgets: healthWidgets(context) });
    this.tools = new Dashboard(this, 'Tools', {
      ...shared,
      variables: toolVariables(context),
      widgets: toolsWidgets(context),
    });
  }
}
