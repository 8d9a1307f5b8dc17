import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AUDIT_QUERY, LOG_QUERIES } from './log-queries';
import type { Runbook } from './runbooks';

export interface SavedQueriesProps {
  /** The folder that the console shows them in. */
  readonly service: string;
  readonly logGroup: ILogGroup;
  /** Of the alarms that there are. */
  readonly runbooks: ReadonlySet<Runbook>;
}

/** One saved query for each runbook, under the runbook's name, and `audit`. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { service, logGroup, runbooks }: SavedQueriesProps) {
    super(scope, id);
    const save = (name: string, query: readonly string[]): CfnQueryDefinition =>
      new CfnQueryDefinition(this, name, {
        name: `${service}/${name}`,
        queryString: query.join('\n| '),
        logGroupNames: [logGroup.logGroupName],
      });
    for (const runbook of runbooks) save(runbook, LOG_QUERIES[runbook]);
    save('audit', AUDIT_QUERY);
  }
}
