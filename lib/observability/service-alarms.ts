import { Duration } from 'aws-cdk-lib';
import { count, ratio } from './expressions';
import type { ServiceMetrics } from './service-metrics';
import type { AlarmSpec } from './signals';

/**
 * Three of five minutes, and not one sum of five: a single minute in which everything fails is a fifth of such
 * a sum on average and half of it by chance, but never three minutes.
 */
export function outageAlarm(metrics: ServiceMetrics): AlarmSpec {
  return {
    id: 'Outage',
    severity: 'page',
    runbook: 'outage',
    meaning: 'More than a third of all calls fail, in three of the last five minutes.',
    firstStep: 'See which error code and which tools it is.',
    ...ratio({ bad: metrics.metric('faults'), total: metrics.metric('calls'), atLeast: 2, above: 0.33 }),
    period: Duration.minutes(1),
    outOf: { breaching: 3, periods: 5 },
  };
}

/** Alarms on what is no call that failed. */
export function conductAlarms(metrics: ServiceMetrics): readonly AlarmSpec[] {
  return [
    {
      id: 'Refusals',
      severity: 'ticket',
      runbook: 'refusals',
      meaning:
        'More than half of all calls are refused for 15 minutes: an agent runs away, or a caller broke.',
      firstStep: 'See which caller and which error code it is.',
      expression:
        'IF(FILL(errors, 0) - FILL(faults, 0) >= 50, (FILL(errors, 0) - FILL(faults, 0)) / calls, 0)',
      metrics: {
        errors: metrics.metric('errors'),
        faults: metrics.metric('faults'),
        calls: metrics.metric('calls'),
      },
      breaches: 'above',
      threshold: 0.5,
      period: Duration.minutes(15),
    },
    {
      id: 'UnknownOutcomes',
      severity: 'ticket',
      runbook: 'unknown-outcomes',
      meaning: 'Nobody knows whether a call that changes something took place.',
      firstStep: 'Find the call, look in the system that it changes, and resolve it.',
      ...count(metrics.metric('unknownOutcomes'), 1),
      period: Duration.minutes(5),
    },
  ];
}

/** Alarms on the line that the server writes every minute, whether anybody calls or not. */
export function gaugeAlarms(metrics: ServiceMetrics, hasHealthChecks: boolean): readonly AlarmSpec[] {
  const down = metrics.metric('healthChecksDown', {}, { statistic: 'Maximum' });
  const samples = metrics.metric('healthChecksDown', {}, { statistic: 'SampleCount' });
  const silent: AlarmSpec = {
    id: 'Silent',
    severity: 'page',
    runbook: 'silent',
    meaning: 'The server has written nothing for 10 minutes: it does not start, or nothing reaches it.',
    firstStep: 'Read the last lines of the log for the reason why it does not start.',
    expression: 'FILL(samples, 0)',
    metrics: { samples },
    breaches: 'below',
    threshold: 1,
    period: Duration.minutes(10),
    withoutData: 'breaching',
  };
  if (!hasHealthChecks) return [silent];
  return [
    silent,
    {
      id: 'HealthChecks',
      severity: 'page',
      runbook: 'health-checks',
      meaning: 'Something that the tools need is down, in three of the last five minutes.',
      firstStep: 'See which check fails, and why.',
      ...count(down, 1),
      period: Duration.minutes(1),
      outOf: { breaching: 3, periods: 5 },
    },
  ];
}
