import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { ServiceMetrics } from '../observability/service-metrics';
import type { Signals } from '../observability/signals';
import { apiSignals, type AsksForToken } from './api-signals';

/** What API Gateway counts of a REST API, under its name. */
export function restApiSignals(
  restApi: RestApi,
  metrics: ServiceMetrics,
  asksForToken?: AsksForToken,
): Signals {
  return apiSignals(
    {
      requests: restApi.metricCount({ statistic: 'Sum' }),
      clientErrors: restApi.metricClientError({ statistic: 'Sum' }),
      serverErrors: restApi.metricServerError({ statistic: 'Sum' }),
      latency: ['p50', 'p95', 'p99'].map((statistic) => restApi.metricLatency({ statistic })),
    },
    metrics,
    asksForToken,
  );
}
