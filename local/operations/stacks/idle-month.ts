import { resourcesOfType, type Template } from '../../assembly/template';

/**
 * Dollars of a month without a call, by endpoint and runtime: the floor of docs/topologies, which is counted from
 * the example's templates. A test compares them.
 */
export const FLOORS = {
  HttpApiLambda: 6,
  HttpApiFargate: 74,
  RestApiLambda: 16,
  RestApiFargate: 55,
  LoadBalancerLambda: 40,
  LoadBalancerFargate: 62,
} as const;

type Shape = keyof typeof FLOORS;

/** Not verified on the price page. */
const SECRET_DOLLARS = 0.4;

/** What a template costs while nobody calls, in words that promise no more than is known. */
export function idleMonthOf(template: Template): string {
  const shape = shapeOf(template);
  if (shape === undefined)
    return 'What it costs while nobody calls is not known: docs/topologies has figures.';
  const secrets = resourcesOfType(template, 'AWS::SecretsManager::Secret').length;
  const dollars = Math.round(FLOORS[shape] + secrets * SECRET_DOLLARS);
  const parts = [`alarms, probe and ${NAMES[shape]}`, ...(secrets > 0 ? [`${secrets} secrets`] : [])];
  return (
    `While nobody calls it costs about $${dollars} a month (${parts.join(', ')}): an estimate from prices of ` +
    "us-east-1 in 2026 and an example with one tool, within CloudWatch's free allowances. Calls, people above the free tier of Cognito, and what else " +
    'the app makes come on top. The bill is what counts: look at Cost Explorer after a day.'
  );
}

const NAMES: Readonly<Record<Shape, string>> = {
  HttpApiLambda: 'log',
  HttpApiFargate: 'log, containers, load balancer, network',
  RestApiLambda: 'log, web ACL',
  RestApiFargate: 'log, web ACL, containers, load balancer, network',
  LoadBalancerLambda: 'log, web ACL, load balancer',
  LoadBalancerFargate: 'log, web ACL, containers, load balancer',
};

function shapeOf(template: Template): Shape | undefined {
  const has = (type: string): boolean => resourcesOfType(template, type).length > 0;
  const runtime = has('AWS::ECS::Service') ? 'Fargate' : 'Lambda';
  if (has('AWS::ApiGatewayV2::Api')) return `HttpApi${runtime}`;
  if (has('AWS::ApiGateway::RestApi')) return `RestApi${runtime}`;
  return has('AWS::ElasticLoadBalancingV2::LoadBalancer') ? `LoadBalancer${runtime}` : undefined;
}
