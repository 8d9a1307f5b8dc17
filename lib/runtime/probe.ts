import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { PROBE_EVENT_KEY, PROBE_EVENT_VALUE } from '../../lambda/contract';

const MINUTE = Duration.minutes(1);

/**
 * Invokes the server once a minute, so that it reports on its health while nobody calls. A probe that fails is
 * not repeated: the next one comes anyway, and each repetition would count as one more failure.
 */
export function probeEveryMinute(scope: Construct, alias: Alias): void {
  alias.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: MINUTE });
  new Rule(scope, 'Probe', {
    description: 'Asks the MCP server for its health, so that an idle one reports too',
    schedule: Schedule.rate(MINUTE),
    targets: [
      new LambdaFunction(alias, {
        event: RuleTargetInput.fromObject({ [PROBE_EVENT_KEY]: PROBE_EVENT_VALUE }),
        retryAttempts: 0,
        maxEventAge: MINUTE,
      }),
    ],
  });
}
