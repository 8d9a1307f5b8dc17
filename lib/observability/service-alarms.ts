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
export function conductAlarms(metrics: ServiceMetrics, hasEffects: boolean): readonly AlarmSpec[] {
  return [
    {
      id: 'Refusals',
      severity: 'ticket',
      runbook: 'refusals',
      meaning:
        'More than half of all calls are refused for 20 minutes: an agent runs away, or a caller broke.',
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
      period: Duration.minutes(10),
      // Twice in a row: at 5,000 calls an hour one quarter of an hour in 600 simulated days was so by chance.
      outOf: { breaching: 2, periods: 2 },
    },
    ...(hasEffects ? [unknownOutcomes(metrics)] : []),
  ];
}

function unknownOutcomes(metrics: ServiceMetrics): AlarmSpec {
  return {
    id: 'UnknownOutcomes',
    severity: 'ticket',
    runbook: 'unknown-outcomes',
    meaning: 'Nobody knows whether a call that changes something took place.',
    firstStep: 'Find the call, look in the system that it changes, and resolve it.',
    ...count(metrics.metric('unknownOutcomes'), 1),
    period: Duration.minutes(5),
  };
}

/**
 * CloudWatch calls data insufficient when nothing is in any of the points that it retrieves, which are a few more
 * than the periods: 5 for 3, says its guide, and about 10 for these 8.
 */
const SILENT_PERIODS = 8;

/** Alarms on the line that the server writes every minute, whether anybody calls or not. */
export function gaugeAlarms(metrics: ServiceMetrics, hasHealthChecks: boolean): readonly AlarmSpec[] {
  const down = metrics.metric('healthChecksDown', {}, { statistic: 'Maximum' });
  const samples = metrics.metric('healthChecksDown', {}, { statistic: 'SampleCount' });
  const silent: AlarmSpec = {
    id: 'Silent',
    severity: 'page',
    runbook: 'silent',
    meaning: 'The server has written nothing for about 10 minutes: it does not start, or nothing reaches it.',
    firstStep: 'Read the last lines of the log for the reason why it does not start.',
    expression: 'samples',
    metrics: { samples },
    breaches: 'below',
    threshold: 1,
    period: Duration.minutes(1),
    outOf: { breaching: SILENT_PERIODS, periods: SILENT_PERIODS },
    withoutData: 'notifies',
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

/** Long enough to fetch whoever decides, and well before the question is over. */
const STALE = Duration.minutes(15);

/** A ticket and no page: somebody waits, and nothing is broken. */
export function approvalsStale(metrics: ServiceMetrics): AlarmSpec {
  return {
    id: 'ApprovalsStale',
    severity: 'ticket',
    runbook: 'approvals-stale',
    meaning: `A call has waited for approval for more than ${STALE.toMinutes()} minutes: nobody decides.`,
    firstStep: 'List what waits, and find somebody who may decide.',
    expression: 'FILL(oldest, 0)',
    metrics: { oldest: metrics.metric('approvalsOldestAge', {}, { statistic: 'Maximum' }) },
    breaches: 'above',
    threshold: STALE.toSeconds(),
    period: Duration.minutes(1),
    outOf: { breaching: 3, periods: 3 },
  };
}
