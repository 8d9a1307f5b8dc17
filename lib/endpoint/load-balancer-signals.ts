import { Duration } from 'aws-cdk-lib';
import {
  HttpCodeElb,
  HttpCodeTarget,
  type ApplicationLoadBalancer,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Signals } from '../observability/signals';

/**
 * What a load balancer counts. `RequestCount` has only what reached a target: what the balancer answered itself
 * is added to it.
 */
export function loadBalancerSignals(loadBalancer: ApplicationLoadBalancer): Signals {
  const { own, targets, requests } = errorMetrics(loadBalancer);
  return {
    alarms: [
      {
        id: 'EndpointErrors',
        severity: 'page',
        runbook: 'endpoint-errors',
        meaning: 'More than 5 % of requests end in a server error of the endpoint or of what is behind it.',
        firstStep: 'See whether the balancer has a healthy target, and whether the server answers in time.',
        expression:
          'IF(FILL(own, 0) + FILL(targets, 0) >= 5, (FILL(own, 0) + FILL(targets, 0)) / (FILL(requests, 0) + FILL(own, 0)), 0)',
        metrics: { own, targets, requests },
        breaches: 'above',
        threshold: 0.05,
        period: Duration.minutes(5),
      },
    ],
    graphs: [
      { title: 'Requests of the endpoint', metrics: [requests, own, targets] },
      {
        title: 'Seconds until the endpoint has an answer',
        metrics: ['p50', 'p95', 'p99'].map((statistic) =>
          loadBalancer.metrics.targetResponseTime({ statistic }),
        ),
      },
    ],
  };
}

/** Of a balancer behind an API: the API's own alarm speaks for both. */
export function balancerErrorGraph(loadBalancer: ApplicationLoadBalancer): Signals {
  const { own, targets, requests } = errorMetrics(loadBalancer);
  return { alarms: [], graphs: [{ title: 'Requests of the balancer', metrics: [requests, own, targets] }] };
}

function errorMetrics({ metrics }: ApplicationLoadBalancer) {
  return {
    own: metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, { statistic: 'Sum' }),
    targets: metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, { statistic: 'Sum' }),
    requests: metrics.requestCount({ statistic: 'Sum' }),
  };
}
