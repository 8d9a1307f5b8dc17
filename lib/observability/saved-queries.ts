import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { LOG_QUERIES } from './log-queries';
import type { Runbook } from './runbooks';

export interface SavedQueriesProps {
  /** The folder that the console shows them in. */
  readonly service: string;
  readonly logGroup: ILogGroup;
  /** Of the alarms that there are. */
  readonly runbooks: ReadonlySet<Runbook>;
}

/** One saved query for each runbook, under the runbook's name. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { service, logGroup, runbooks }: SavedQueriesProps) {
    super(scope, id);
    for (const runbook of runbooks) {
      new CfnQueryDefinition(this, runbook, {
        name: `${service}/${runbook}`,
        queryString: LOG_QUERIES[runbook].join('\n| '),
        logGroupNames: [logGroup.logGroupName],
      });
    }
  }
}
