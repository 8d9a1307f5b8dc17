import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { McpRuntime, type LambdaRuntimeOptions } from 'cdk-mcp-service';
import { ofType } from '../combinations';
import { onlyResource, resourcesOf, synthesize } from '../stacks';

test('nothing is reserved or started beforehand, and there is no VPC, when it is not told', () => {
  const { template } = synthesize();
  const { Properties } = onlyResource(template, 'AWS::Lambda::Function');
  expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  expect(Properties).not.toHaveProperty('VpcConfig');
  expect(onlyResource(template, 'AWS::Lambda::Version').Properties).not.toHaveProperty(
    'ProvisionedConcurrencyConfig',
  );
  expect(JSON.stringify(template.toJSON())).not.toContain('ec2:');
});

test('concurrency is of the function and of the version: an alias that is moved could not keep it', () => {
  const runtime = McpRuntime.lambda({ reservedConcurrency: 5, provisionedConcurrency: 5 });
  const { template } = synthesize({ runtime });
  expect(onlyResource(template, 'AWS::Lambda::Function').Properties.ReservedConcurrentExecutions).toBe(5);
  expect(onlyResource(template, 'AWS::Lambda::Version').Properties.ProvisionedConcurrencyConfig).toEqual({
    ProvisionedConcurrentExecutions: 5,
  });
  expect(onlyResource(template, 'AWS::Lambda::Alias').Properties).not.toHaveProperty(
    'ProvisionedConcurrencyConfig',
  );
});

test('in a VPC it has what network interfaces need, by a policy of its own', () => {
  const { template, service } = synthesize((stack) => {
    const vpc = new Vpc(stack, 'Mine');
    const securityGroups = [new SecurityGroup(stack, 'Ours', { vpc })];
    return {
      runtime: McpRuntime.lambda({
        vpc,
        vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        securityGroups,
      }),
    };
  });
  expect(onlyResource(template, 'AWS::Lambda::Function').Properties.VpcConfig).toMatchObject({
    SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringMatching(/^Ours/), 'GroupId'] }],
  });
  expect(resourcesOf(template).McpRoleDefaultPolicyF6B7EA15?.Properties.PolicyDocument).toMatchObject({
    Statement: expect.arrayContaining([
      {
        Effect: 'Allow',
        Action: [
          'ec2:CreateNetworkInterface',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:AssignPrivateIpAddresses',
          'ec2:UnassignPrivateIpAddresses',
        ],
        Resource: '*',
      },
    ]),
  });
  expect(
    ofType(template, 'AWS::IAM::Role').filter(({ Properties }) => 'ManagedPolicyArns' in Properties),
  ).toEqual([]);
  expect(service.connections.securityGroups).toHaveLength(1);
});

test.each<readonly [LambdaRuntimeOptions, string]>([
  [
    { reservedConcurrency: -1 },
    'McpRuntime.lambda: reservedConcurrency is -1; allowed are whole numbers from 0.',
  ],
  [
    { provisionedConcurrency: 0 },
    'McpRuntime.lambda: provisionedConcurrency is 0; allowed are whole numbers from 1.',
  ],
  [
    { reservedConcurrency: 2, provisionedConcurrency: 3 },
    'McpRuntime.lambda: provisionedConcurrency is 3 and reservedConcurrency 2; of the reserved instances only so many can be started beforehand. Raise reservedConcurrency.',
  ],
  [
    { vpcSubnets: { subnetType: SubnetType.PUBLIC } },
    'McpRuntime.lambda: vpcSubnets and securityGroups need a vpc; give it, or leave them out.',
  ],
])('%j is refused', (options, message) => {
  expect(() => McpRuntime.lambda(options)).toThrow(new Error(message));
});

test('0 reserved stops the service, and is allowed', () => {
  const { template } = synthesize({ runtime: McpRuntime.lambda({ reservedConcurrency: 0 }) });
  expect(onlyResource(template, 'AWS::Lambda::Function').Properties.ReservedConcurrentExecutions).toBe(0);
});
