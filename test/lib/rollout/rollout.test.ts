/** How a new release takes over, and that only alarms on that release take it back. */
import { Duration } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { McpEndpoint, McpRollout, McpRuntime } from 'cdk-mcp-service';
import { refusal } from '../../support/refusal';
import { combination, ofType } from '../combinations';
import { onlyResource, resourcesOf, synthesize } from '../stacks';

const fargate = McpRuntime.fargate({ network: 'publicIp' });
const RELEASE_ALARMS = [/^McpAlarmsReleaseFaults/, /^McpAlarmsReleaseSlow/].map((id) => ({
  Ref: expect.stringMatching(id),
}));

function deploymentOf(template: Template): Record<string, unknown> {
  const { DeploymentConfiguration } = onlyResource(template, 'AWS::ECS::Service').Properties;
  return JSON.parse(JSON.stringify(DeploymentConfiguration));
}

describe('Lambda', () => {
  test('tries a release on 10 % of the traffic for 10 minutes, when it is not told', () => {
    const { template } = synthesize();
    expect(onlyResource(template, 'AWS::CodeDeploy::DeploymentConfig').Properties).toMatchObject({
      TrafficRoutingConfig: {
        Type: 'TimeBasedCanary',
        TimeBasedCanary: { CanaryPercentage: 10, CanaryInterval: 10 },
      },
    });
    expect(onlyResource(template, 'AWS::Lambda::Alias')).toMatchObject({
      UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: {}, DeploymentGroupName: {} } },
    });
  });

  test('goes back on the alarms of the release alone', () => {
    expect(onlyResource(synthesize().template, 'AWS::CodeDeploy::DeploymentGroup').Properties).toMatchObject({
      AlarmConfiguration: { Enabled: true, Alarms: RELEASE_ALARMS.map((Name) => ({ Name })) },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
      },
    });
  });

  test('moves in steps', () => {
    const rollout = McpRollout.linear({ percent: 25, every: Duration.minutes(7) });
    expect(
      onlyResource(synthesize({ rollout }).template, 'AWS::CodeDeploy::DeploymentConfig').Properties,
    ).toMatchObject({
      TrafficRoutingConfig: {
        Type: 'TimeBasedLinear',
        TimeBasedLinear: { LinearPercentage: 25, LinearInterval: 7 },
      },
    });
  });

  test('all at once has no deployment that could go back', () => {
    const { template } = synthesize({ rollout: McpRollout.allAtOnce() });
    expect(
      Object.values(resourcesOf(template)).filter(({ Type }) => Type.startsWith('AWS::CodeDeploy')),
    ).toEqual([]);
    expect(onlyResource(template, 'AWS::Lambda::Alias')).not.toHaveProperty('UpdatePolicy');
  });

  test('CodeDeploy may move this alias and no other', () => {
    const policies = ofType(synthesize().template, 'AWS::IAM::Policy').map(({ Properties }) => Properties);
    const own = policies.find(({ PolicyName }) => String(PolicyName).startsWith('McpRolloutPolicy'));
    expect(own?.PolicyDocument).toMatchObject({
      Statement: [
        {
          Action: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
          Resource: [
            { 'Fn::GetAtt': ['McpFunctionD30E3E93', 'Arn'] },
            { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['McpFunctionD30E3E93', 'Arn'] }, ':*']] },
          ],
        },
        { Action: 'cloudwatch:DescribeAlarms', Resource: '*' },
      ],
    });
  });
});

describe('Fargate', () => {
  test('replaces containers one by one when it is not told, never fewer than all, and goes back', () => {
    expect(deploymentOf(combination('LoadBalancerFargate'))).toEqual({
      Strategy: 'ROLLING',
      MinimumHealthyPercent: 100,
      MaximumPercent: 200,
      BakeTimeInMinutes: 10,
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      Alarms: { AlarmNames: RELEASE_ALARMS, Enable: true, Rollback: true },
    });
  });

  test.each([
    [
      'canary',
      McpRollout.canary({ percent: 20, bake: Duration.minutes(15) }),
      {
        Strategy: 'CANARY',
        BakeTimeInMinutes: 15,
        CanaryConfiguration: { CanaryPercent: 20, CanaryBakeTimeInMinutes: 15 },
      },
    ],
    [
      'linear',
      McpRollout.linear({ percent: 25, every: Duration.minutes(8) }),
      {
        Strategy: 'LINEAR',
        BakeTimeInMinutes: 8,
        LinearConfiguration: { StepPercent: 25, StepBakeTimeInMinutes: 8 },
      },
    ],
  ])('%s', (_name, rollout, configuration) => {
    const template = combination('LoadBalancerFargate', { rollout });
    const deployment = deploymentOf(template);
    expect(deployment).toMatchObject({
      ...configuration,
      MinimumHealthyPercent: 100,
      Alarms: { AlarmNames: RELEASE_ALARMS, Enable: true, Rollback: true },
    });
    expect(deployment.DeploymentCircuitBreaker).toBeUndefined();
  });

  test.each(['HttpApiFargate', 'RestApiFargate', 'LoadBalancerFargate'])(
    '%s: two releases run in two groups, between which ECS moves the weights of a rule',
    (name) => {
      const template = combination(name, { rollout: McpRollout.canary() });
      expect(ofType(template, 'AWS::ElasticLoadBalancingV2::TargetGroup')).toHaveLength(2);
      const [rule] = ofType(template, 'AWS::ElasticLoadBalancingV2::ListenerRule');
      expect(rule?.Properties).toMatchObject({
        Priority: 1,
        Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }],
        Actions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: { Ref: 'McpTargetsAD1A23CF' }, Weight: 100 },
                { TargetGroupArn: { Ref: expect.stringMatching(/^McpAlternateTargets/) }, Weight: 0 },
              ],
            },
          },
        ],
      });
      expect(onlyResource(template, 'AWS::ECS::Service').Properties.LoadBalancers).toEqual([
        expect.objectContaining({
          ContainerName: 'server',
          ContainerPort: 8_080,
          AdvancedConfiguration: expect.objectContaining({
            AlternateTargetGroupArn: { Ref: expect.stringMatching(/^McpAlternateTargets/) },
            ProductionListenerRule: { Ref: expect.stringMatching(/^McpProduction/) },
          }),
        }),
      ]);
    },
  );

  test('moving on with one group keeps it: containers of a rolling service go on in the same one', () => {
    const ids = (rollout: McpRollout) =>
      Object.keys(resourcesOf(combination('LoadBalancerFargate', { rollout }))).filter((id) =>
        id.startsWith('McpTargets'),
      );
    expect(ids(McpRollout.canary())).toEqual(ids(McpRollout.rolling()));
  });
});

describe('refused', () => {
  test('a rollout that the runtime does not have', () => {
    expect(refusal(() => synthesize({ rollout: McpRollout.rolling() }))).toBe(
      'rollout is McpRollout.rolling(), which Lambda does not have; it has McpRollout.canary(), McpRollout.linear(), McpRollout.allAtOnce().',
    );
    expect(
      refusal(() =>
        synthesize({ rollout: McpRollout.allAtOnce(), runtime: fargate, endpoint: McpEndpoint.httpApi() }),
      ),
    ).toBe(
      'rollout is McpRollout.allAtOnce(), which Fargate does not have; it has McpRollout.rolling(), McpRollout.canary(), McpRollout.linear().',
    );
  });

  test.each([
    [
      () => McpRollout.canary({ percent: 0 }),
      'McpRollout.canary: percent is 0; allowed are whole numbers from 1 to 99.',
    ],
    [
      () => McpRollout.canary({ percent: 12.5 }),
      'McpRollout.canary: percent is 12.5; allowed are whole numbers from 1 to 99.',
    ],
    [
      () => McpRollout.linear({ percent: 51 }),
      'McpRollout.linear: percent is 51; allowed are whole numbers from 3 to 50.',
    ],
    [
      () => McpRollout.canary({ bake: Duration.minutes(5) }),
      'McpRollout.canary: bake is 5 minutes; allowed are whole minutes from 6 to 1440, because the alarms that take a release back look at five.',
    ],
    [
      () => McpRollout.rolling({ bake: Duration.seconds(390) }),
      'McpRollout.rolling: bake is 6.5 minutes; allowed are whole minutes from 6 to 1440, because the alarms that take a release back look at five.',
    ],
    [
      () => McpRollout.linear({ percent: 3, every: Duration.minutes(100) }),
      'McpRollout.linear: steps of 3 % every 100 minutes take 3300 minutes; allowed are 2880. Raise percent or lower every.',
    ],
  ])('%#', (make, message) => {
    expect(refusal(make)).toBe(message);
  });

  test('the bounds themselves are allowed', () => {
    expect(McpRollout.canary({ percent: 99, bake: Duration.minutes(6) }).plan.percent).toBe(99);
    expect(McpRollout.linear({ percent: 50, every: Duration.days(1) }).plan.step.toMinutes()).toBe(1_440);
  });
});
