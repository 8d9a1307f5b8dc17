import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ServiceMetrics } from '../observability/service-metrics';
import type { Signals } from '../observability/signals';
import { apiSignals } from './api-signals';

/** What API Gateway counts of an HTTP API, under its id. */
export function httpApiSignals(httpApi: HttpApi, metrics: ServiceMetrics): Signals {
  return apiSignals(
    {
      requests: httpApi.metricCount({ statistic: 'Sum' }),
      clientErrors: httpApi.metricClientError({ statistic: 'Sum' }),
      serverErrors: httpApi.metricServerError({ statistic: 'Sum' }),
      latency: ['p50', 'p95', 'p99'].map((statistic) => httpApi.metricLatency({ statistic })),
    },
    metrics,
  );
}
