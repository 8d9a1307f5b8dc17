import type { Template } from 'aws-cdk-lib/assertions';
import {
  McpAuth,
  McpEndpoint,
  McpRuntime,
  type CognitoAuthOptions,
  type McpServiceProps,
} from 'cdk-mcp-service';
import { zoneIn } from '../combinations';
import { resourcesOf, synthesize, type Resource, type Synthesized } from '../stacks';
import type { Stack } from 'aws-cdk-lib';

/** Tools of all three effects: what destroys is nobody's until somebody says whose. */
export const WORKBENCH = 'test/fixtures/workbench.ts';
/** Enough for the workbench. */
export const ACCESS = { support: ['write', 'destructive'] } as const;

/** The workbench behind Cognito, but for what is said. */
export function withCognito(
  options: CognitoAuthOptions | ((stack: Stack) => CognitoAuthOptions) = {},
  more: (stack: Stack) => Partial<McpServiceProps> = () => ({}),
): Synthesized {
  return synthesize((stack) => ({
    tools: WORKBENCH,
    auth: McpAuth.cognito({
      access: ACCESS,
      ...(typeof options === 'function' ? options(stack) : options),
    }),
    ...more(stack),
  }));
}

const domainIn = (stack: Stack) => ({ name: 'mcp.example.com', zone: zoneIn(stack) });

/** Every endpoint with a domain before both runtimes, and the one that needs none. */
export const PLACES: Readonly<Record<string, (stack: Stack) => Partial<McpServiceProps>>> = {
  'HTTP API': () => ({}),
  'HTTP API with a domain': (stack) => ({ endpoint: McpEndpoint.httpApi({ domain: domainIn(stack) }) }),
  'REST API': (stack) => ({ endpoint: McpEndpoint.restApi({ domain: domainIn(stack) }) }),
  'load balancer': (stack) => ({ endpoint: McpEndpoint.loadBalancer({ domain: domainIn(stack) }) }),
  'HTTP API before containers': () => ({ runtime: McpRuntime.fargate({ network: 'publicIp' }) }),
  'REST API before containers': (stack) => ({
    endpoint: McpEndpoint.restApi({ domain: domainIn(stack) }),
    runtime: McpRuntime.fargate({ network: 'nat' }),
  }),
  'load balancer before containers': (stack) => ({
    endpoint: McpEndpoint.loadBalancer({ domain: domainIn(stack) }),
    runtime: McpRuntime.fargate({ network: 'publicIp' }),
  }),
};

/** Logical id -> properties, of the resources of a type. */
export function propertiesOf(
  template: Template,
  type: string,
): Readonly<Record<string, Resource['Properties']>> {
  return Object.fromEntries(
    Object.entries(resourcesOf(template)).flatMap(([id, { Type, Properties }]) =>
      Type === type ? [[id, Properties]] : [],
    ),
  );
}
