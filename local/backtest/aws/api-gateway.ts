import { answered } from '../disturbance';
import type { AwsModel, AwsModelProps } from './aws-metrics';
import { portion } from './aws-metrics';

const NAMESPACE = 'AWS/ApiGateway';

/** An HTTP API calls its errors otherwise than a REST API. */
export interface ApiErrorNames {
  readonly clientErrors: '4xx' | '4XXError';
  readonly serverErrors: '5xx' | '5XXError';
}

/** Of all requests, on an ordinary day. */
const SERVER_ERROR_SHARE = 0.0002;

/**
 * AWS/ApiGateway. A request that the server does not answer is a 5xx; one that the API throttles is a 429, for
 * which there is no metric of its own: it is among the 4xx, with the requests without a good token.
 *
 * @param sets - Dimensions under which every metric is published.
 */
export function apiGatewayModel(
  { clientErrors, serverErrors }: ApiErrorNames,
  sets: readonly Readonly<Record<string, string>>[],
  { metrics, random }: AwsModelProps,
): AwsModel {
  const count = { namespace: NAMESPACE, name: 'Count', unit: 'Count' };
  const ofClients = { namespace: NAMESPACE, name: clientErrors, unit: 'Count' };
  const ofServer = { namespace: NAMESPACE, name: serverErrors, unit: 'Count' };
  const latency = { namespace: NAMESPACE, name: 'Latency', unit: 'Milliseconds' };
  return ({ minute, requests, unauthorized, challenged, all }, disturbance) => {
    if (requests === 0) return;
    const { throttled = 0 } = disturbance.endpoint ?? {};
    const throttles = portion(random, requests, throttled);
    const good = answered(disturbance) / (1 - throttled || 1);
    const usual = random.poisson((requests - throttles) * SERVER_ERROR_SHARE);
    const failed = Math.min(requests - throttles, usual + portion(random, requests - throttles, 1 - good));
    const refused = Math.min(requests, throttles + unauthorized + challenged);
    for (const dimensions of sets) {
      metrics.record(count, dimensions, minute, [1], [requests]);
      if (refused > 0) metrics.record(ofClients, dimensions, minute, [1], [refused]);
      if (failed > 0) metrics.record(ofServer, dimensions, minute, [1], [failed]);
      if (all.calls > 0) metrics.record(latency, dimensions, minute, all.latencies);
    }
  };
}
