import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HostedZone, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { McpServiceProps } from 'cdk-mcp-service';
import { COMBINATIONS, addCombination } from '../../examples/combinations/stacks';
import { resourcesOf, type Resource } from './stacks';

export const NAMES = Object.keys(COMBINATIONS);

/** One of the six combinations, as the example has it but for what is said. */
export function combination(name: string, more: Partial<McpServiceProps> = {}): Template {
  const service = addCombination(new App(), name, more);
  return Template.fromStack(Stack.of(service));
}

/** Resources of a type, without their ids. */
export function ofType(template: Template, type: string): readonly Resource[] {
  return Object.values(resourcesOf(template)).filter(({ Type }) => Type === type);
}

export function zoneIn(stack: Stack): IHostedZone {
  return HostedZone.fromHostedZoneAttributes(stack, 'ExampleZone', {
    hostedZoneId: 'Z0000000EXAMPLE',
    zoneName: 'example.com',
  });
}
