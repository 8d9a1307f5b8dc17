import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { ratio } from '../observability/expressions';
import type { ServiceMetrics } from '../observability/service-metrics';
import type { Signals } from '../observability/signals';

/** What API Gateway counts of an API. */
export interface ApiMetrics {
  readonly requests: IMetric;
  readonly clientErrors: IMetric;
  readonly serverErrors: IMetric;
  /** Percentiles, for a graph. */
  readonly latency: readonly IMetric[];
}

/**
 * API Gateway has no metric for throttled requests: they are among its client errors, beside those that the
 * server answered. The server counts its own commonest one, a request without a good token.
 */
export function apiSignals(
  { requests, clientErrors, serverErrors, latency }: ApiMetrics,
  metrics: ServiceMetrics,
): Signals {
  return {
    alarms: [
      {
        id: 'EndpointErrors',
        severity: 'page',
        runbook: 'endpoint-errors',
        meaning:
          'More than 5 % of requests end in a server error of the endpoint: the server did not answer.',
        firstStep: 'See whether the function fails, is throttled, or takes longer than the endpoint waits.',
        ...ratio({ bad: serverErrors, total: requests, atLeast: 5, above: 0.05 }),
        period: Duration.minutes(5),
      },
      {
        id: 'EndpointThrottles',
        severity: 'ticket',
        runbook: 'endpoint-throttles',
        meaning:
          'More than 10 % of requests are refused before a tool is reached, and not for their token: most likely throttled.',
        firstStep: "See whether the requests exceed the endpoint's rateLimit, and who sends them.",
        expression:
          'IF(FILL(refused, 0) - FILL(unauthorized, 0) >= 50, (FILL(refused, 0) - FILL(unauthorized, 0)) / requests, 0)',
        metrics: { refused: clientErrors, unauthorized: metrics.metric('unauthorized'), requests },
        breaches: 'above',
        threshold: 0.1,
        period: Duration.minutes(5),
      },
    ],
    graphs: [
      { title: 'Requests of the endpoint', metrics: [requests, clientErrors, serverErrors] },
      { title: 'Latency of the endpoint', metrics: latency },
    ],
  };
}
