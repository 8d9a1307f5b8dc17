import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { ratio } from '../observability/expressions';
import type { ServiceMetrics } from '../observability/service-metrics';
import type { AlarmSpec, Signals } from '../observability/signals';

const SECONDS_A_MINUTE = 60;

/** What an HTTP API and a REST API have in common: the first counts under its id, the second under its name. */
type CountingApi = Pick<
  HttpApi | RestApi,
  'metricCount' | 'metricClientError' | 'metricServerError' | 'metricLatency'
>;

/** An API that answers requests without a token itself, so that the server cannot count them. */
export interface AsksForToken {
  /** Requests a second that it takes. */
  readonly rateLimit: number;
}

/**
 * API Gateway has no metric for throttled requests: they are among its client errors, beside those that the
 * server answered. The server counts its own commonest one, a request without a good token.
 */
export function apiSignals(api: CountingApi, metrics: ServiceMetrics, asksForToken?: AsksForToken): Signals {
  const requests = api.metricCount({ statistic: 'Sum' });
  const clientErrors = api.metricClientError({ statistic: 'Sum' });
  const serverErrors = api.metricServerError({ statistic: 'Sum' });
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
        firstStep: "See whether the requests exceed the endpoint's rateLimit, and who sends them.",
        metrics: { refused: clientErrors, unauthorized: metrics.metric('unauthorized'), requests },
        breaches: 'above',
        threshold: 0.1,
        ...(asksForToken ? beyondTheLimit(asksForToken) : BUT_FOR_TOKENS),
      },
    ],
    graphs: [
      { title: 'Requests of the endpoint', metrics: [requests, clientErrors, serverErrors] },
      {
        title: 'Latency of the endpoint',
        metrics: ['p50', 'p95', 'p99'].map((statistic) => api.metricLatency({ statistic })),
      },
    ],
  };
}

type Throttles = Pick<AlarmSpec, 'meaning' | 'expression' | 'period' | 'outOf'>;

const BUT_FOR_TOKENS: Throttles = {
  meaning:
    'More than 10 % of requests are refused before a tool is reached, and not for their token: most likely throttled.',
  expression:
    'IF(FILL(refused, 0) - FILL(unauthorized, 0) >= 50, (FILL(refused, 0) - FILL(unauthorized, 0)) / requests, 0)',
  period: Duration.minutes(5),
};

/**
 * Where nobody counts the requests without a token, refusals alone are any scanner's. Nothing is throttled for
 * minutes unless more requests come than the limit takes; what is throttled within seconds is not seen.
 */
function beyondTheLimit({ rateLimit }: AsksForToken): Throttles {
  return {
    meaning:
      'For three of five minutes more requests come than the rateLimit of the endpoint takes, and more than 10 % are refused.',
    expression: `IF(FILL(requests, 0) >= ${rateLimit * SECONDS_A_MINUTE}, (FILL(refused, 0) - FILL(unauthorized, 0)) / requests, 0)`,
    period: Duration.minutes(1),
    outOf: { breaching: 3, periods: 5 },
  };
}
