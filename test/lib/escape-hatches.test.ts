/** What docs/bring-your-own.md shows takes effect in the template. */
import { Aspects, Tags, type IAspect } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { onlyResource, resourcesOf, synthesize } from './stacks';

class Described implements IAspect {
  visit(node: IConstruct): void {
    if (node instanceof CfnFunction) node.description = 'described by an aspect';
  }
}

const { template } = synthesize({}, (stack, service) => {
  Tags.of(service).add('team', 'warehouse');
  Aspects.of(service).add(new Described());
  new Bucket(stack, 'Exports').grantPut(service);
  const { runtime, endpoint } = service;
  if (runtime.kind === 'lambda') runtime.function.addEnvironment('FEATURE', 'on');
  if (endpoint.kind === 'httpApi') Tags.of(endpoint.httpApi).add('front', 'yes');
});

test('tags and aspects reach what the service is made of', () => {
  expect(onlyResource(template, 'AWS::Lambda::Function').Properties).toMatchObject({
    Description: 'described by an aspect',
    Tags: expect.arrayContaining([{ Key: 'team', Value: 'warehouse' }]),
  });
  expect(resourcesOf(template).McpApi2F39B1D0?.Properties.Tags).toEqual({ team: 'warehouse', front: 'yes' });
});

test('what was made can be changed by its kind', () => {
  expect(onlyResource(template, 'AWS::Lambda::Function').Properties.Environment).toMatchObject({
    Variables: { FEATURE: 'on' },
  });
});

test('a grant to the service is a statement of its role', () => {
  expect(JSON.stringify(resourcesOf(template).McpRoleDefaultPolicyF6B7EA15)).toContain('s3:PutObject');
});
