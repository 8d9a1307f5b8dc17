import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { count } from '../observability/expressions';
import type { Signals } from '../observability/signals';

/** What Lambda counts, of all versions together: a canary is too few calls to see in a version alone. */
export function lambdaSignals(fn: IFunction): Signals {
  const errors = fn.metricErrors();
  const throttles = fn.metricThrottles();
  const concurrency = fn.metric('ConcurrentExecutions', { statistic: 'Maximum' });
  return {
    alarms: [
      {
        id: 'FunctionErrors',
        severity: 'page',
        runbook: 'function-errors',
        meaning:
          'The function ends without an answer: it does not start, runs out of memory or time, or crashes.',
        firstStep: 'Read what the log says at the time, and what was deployed before.',
        ...count(errors, 3),
        period: Duration.minutes(5),
      },
      {
        id: 'FunctionThrottles',
        severity: 'page',
        runbook: 'function-throttles',
        meaning:
          'Lambda refuses to run the function: the concurrency of the account or of the function is used up.',
        firstStep: "Compare the function's concurrent executions with the account's limit.",
        ...count(throttles, 5),
        period: Duration.minutes(5),
      },
    ],
    graphs: [
      { title: 'Invocations that failed or were refused', metrics: [errors, throttles] },
      { title: 'Concurrent executions', metrics: [concurrency] },
    ],
  };
}
