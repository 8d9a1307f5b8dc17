import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  TextWidget,
  type GraphWidgetProps,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';

/** A dashboard is 24 wide. */
export const FULL_WIDTH = 24;
const HEIGHT = 6;

interface GraphOptions extends Pick<GraphWidgetProps, 'leftAnnotations' | 'right' | 'start'> {
  /** Of 24. @default 8 */
  readonly width?: number;
}

export function graph(
  title: string,
  metrics: readonly IMetric[],
  { width = 8, ...options }: GraphOptions = {},
): GraphWidget {
  return new GraphWidget({
    title,
    left: [...metrics],
    leftYAxis: { min: 0, showUnits: false },
    period: Duration.minutes(5),
    width,
    height: HEIGHT,
    ...options,
  });
}

/** What a query over the log of the service answers. */
export function logTable(
  title: string,
  logGroup: ILogGroup,
  query: readonly string[],
  width = 12,
): LogQueryWidget {
  return new LogQueryWidget({
    title,
    logGroupNames: [logGroup.logGroupName],
    queryLines: [...query],
    view: LogQueryVisualizationType.TABLE,
    width,
    height: HEIGHT,
  });
}

export function text(markdown: string, height = 2): TextWidget {
  return new TextWidget({ markdown, width: FULL_WIDTH, height });
}
