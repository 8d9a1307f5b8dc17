/** Every endpoint before every runtime, each in a stack of its own: what `npm run synth` holds to the rules. */
import { join } from 'node:path';
import { Stack, type App } from 'aws-cdk-lib';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import {
  McpAlerts,
  McpAuth,
  McpEndpoint,
  McpRuntime,
  McpService,
  type McpServiceProps,
} from 'cdk-mcp-service';

type Combination = (stack: Stack) => Pick<McpServiceProps, 'endpoint' | 'runtime'>;

const domain = (stack: Stack, name: string) => ({
  name: `${name}.example.com`,
  zone: HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
    hostedZoneId: 'Z0000000EXAMPLE',
    zoneName: 'example.com',
  }),
});

export const COMBINATIONS: Readonly<Record<string, Combination>> = {
  HttpApiLambda: () => ({ endpoint: McpEndpoint.httpApi(), runtime: McpRuntime.lambda() }),
  HttpApiFargate: () => ({
    endpoint: McpEndpoint.httpApi(),
    runtime: McpRuntime.fargate({ network: 'nat' }),
  }),
  RestApiLambda: (stack) => ({
    endpoint: McpEndpoint.restApi({ domain: domain(stack, 'rest-lambda'), waf: true }),
    runtime: McpRuntime.lambda(),
  }),
  RestApiFargate: (stack) => ({
    endpoint: McpEndpoint.restApi({ domain: domain(stack, 'rest-fargate'), waf: true }),
    runtime: McpRuntime.fargate({ network: 'publicIp' }),
  }),
  LoadBalancerLambda: (stack) => ({
    endpoint: McpEndpoint.loadBalancer({ domain: domain(stack, 'alb-lambda'), waf: true }),
    runtime: McpRuntime.lambda(),
  }),
  LoadBalancerFargate: (stack) => ({
    endpoint: McpEndpoint.loadBalancer({ domain: domain(stack, 'alb-fargate'), waf: true }),
    runtime: McpRuntime.fargate({ network: 'publicIp' }),
  }),
};

/** In a stack that has the combination's name, or another where an app has it twice. */
export function addCombination(
  app: App,
  name: string,
  more: Partial<McpServiceProps> = {},
  stackName = name,
): McpService {
  const combine = COMBINATIONS[name];
  if (combine === undefined) throw new Error(`There is no combination '${name}'.`);
  const stack = new Stack(app, stackName);
  return new McpService(stack, 'Mcp', {
    tools: join(__dirname, 'tools.ts'),
    auth: McpAuth.jwt({ issuer: 'https://login.example.com/', audience: 'clock' }),
    alerts: McpAlerts.none({ reason: 'an example' }),
    ...combine(stack),
    ...more,
  });
}
