import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  McpAuth,
  McpRuntime,
  type FargateNetwork,
  type McpService,
  type McpServiceProps,
} from 'cdk-mcp-service';
import { COMBINATIONS, addCombination } from '../../examples/combinations/stacks';

export interface Synthesized {
  readonly service: McpService;
  readonly template: Template;
}

/** Every combination as the example has it. */
export function combinations(): Readonly<Record<string, Synthesized>> {
  return Object.fromEntries(Object.keys(COMBINATIONS).map((name) => [name, synthesized(name)]));
}

/** Containers in each of the networks, reached by nobody who has a token to check: that needs another endpoint. */
export function networks(): Readonly<Record<FargateNetwork, Synthesized>> {
  const auth = McpAuth.unauthenticated({ reason: 'a comparison of networks' });
  const within = (network: FargateNetwork): Synthesized =>
    synthesized('HttpApiFargate', { auth, runtime: McpRuntime.fargate({ network }) });
  return { publicIp: within('publicIp'), nat: within('nat'), endpoints: within('endpoints') };
}

function synthesized(name: string, more: Partial<McpServiceProps> = {}): Synthesized {
  process.env.CDK_VALIDATION = 'false';
  const service = addCombination(new App(), name, more);
  return { service, template: Template.fromStack(Stack.of(service)) };
}
