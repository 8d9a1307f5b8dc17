/** Containers: what they are made of, how they are let in and out, and who can reach them. */
import { Duration, Size } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { McpAuth, McpRollout, McpRuntime, type FargateRuntimeOptions } from 'cdk-mcp-service';
import { refusal } from '../../support/refusal';
import { combination, ofType } from '../combinations';
import { JWT, newStack, onlyResource, resourcesOf, synthesize } from '../stacks';

const template = combination('LoadBalancerFargate');

interface Container {
  readonly Name: string;
  readonly Environment?: readonly { readonly Name: string; readonly Value: string }[];
}
function containersOf(from: typeof template): readonly Container[] {
  return JSON.parse(
    JSON.stringify(onlyResource(from, 'AWS::ECS::TaskDefinition').Properties.ContainerDefinitions),
  );
}

const refusalOf = (options: FargateRuntimeOptions): string => refusal(() => McpRuntime.fargate(options));

describe('a container', () => {
  test('is not root, cannot write, has an init process, and is asked for its life without a shell', () => {
    expect(containersOf(template)).toEqual([
      expect.objectContaining({
        Name: 'server',
        User: '1000:1000',
        ReadonlyRootFilesystem: true,
        LinuxParameters: expect.objectContaining({ InitProcessEnabled: true }),
        HealthCheck: expect.objectContaining({ Command: ['CMD', 'node', '/server/alive.mjs'] }),
        PortMappings: [{ ContainerPort: 8_080, Protocol: 'tcp' }],
      }),
    ]);
  });

  test('runs on arm64 with a quarter of a CPU and half a gigabyte', () => {
    expect(onlyResource(template, 'AWS::ECS::TaskDefinition').Properties).toMatchObject({
      Cpu: '256',
      Memory: '512',
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    });
  });

  test('never waits for the log', () => {
    expect(JSON.stringify(containersOf(template))).toContain('"mode":"non-blocking"');
  });

  test('has the environment that the server reads, and no secret in it', () => {
    const names = containersOf(template)[0]?.Environment?.map(({ Name }) => Name);
    expect(names).toEqual(expect.arrayContaining(['MCP_CONTRACT', 'MCP_URL', 'MCP_RELEASE']));
    expect(names).not.toContain('AWS_XRAY_DAEMON_ADDRESS');
  });

  test('sends spans to a daemon beside it, where they are wanted', () => {
    const traced = combination('LoadBalancerFargate', { tracing: true });
    const [server, daemon] = containersOf(traced);
    expect(server?.Environment).toContainEqual({ Name: 'AWS_XRAY_DAEMON_ADDRESS', Value: '127.0.0.1:2000' });
    expect(daemon).toMatchObject({
      Name: 'xray',
      Essential: false,
      PortMappings: [{ ContainerPort: 2_000, Protocol: 'udp' }],
    });
  });

  test('gets the time of the longest tool and ten seconds to stop, and its connections five', () => {
    expect(JSON.stringify(containersOf(template))).toContain('"StopTimeout":30');
    expect(
      onlyResource(template, 'AWS::ElasticLoadBalancingV2::TargetGroup').Properties.TargetGroupAttributes,
    ).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '25' });
  });
});

test('the balancer asks whether a container is ready, not whether it lives', () => {
  expect(onlyResource(template, 'AWS::ElasticLoadBalancingV2::TargetGroup').Properties).toMatchObject({
    HealthCheckPath: '/health/ready',
    Matcher: { HttpCode: '200' },
    TargetType: 'ip',
  });
});

test('two containers, spread over the zones, up to ten of them', () => {
  expect(onlyResource(template, 'AWS::ECS::Service').Properties).toMatchObject({
    DesiredCount: 2,
    PropagateTags: 'SERVICE',
    AvailabilityZoneRebalancing: 'ENABLED',
  });
  expect(onlyResource(template, 'AWS::ApplicationAutoScaling::ScalableTarget').Properties).toMatchObject({
    MinCapacity: 2,
    MaxCapacity: 10,
  });
});

test('more are started for requests and for CPU', () => {
  const policies = ofType(template, 'AWS::ApplicationAutoScaling::ScalingPolicy').map(
    ({ Properties }) => Properties.TargetTrackingScalingPolicyConfiguration,
  );
  expect(policies).toEqual([
    expect.objectContaining({
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
      TargetValue: 60,
    }),
    expect.objectContaining({
      PredefinedMetricSpecification: expect.objectContaining({
        PredefinedMetricType: 'ALBRequestCountPerTarget',
      }),
      TargetValue: 600,
    }),
  ]);
});

test('for the requests of both groups, where releases change places between two', () => {
  const canary = combination('LoadBalancerFargate', { rollout: McpRollout.canary() });
  const policies = ofType(canary, 'AWS::ApplicationAutoScaling::ScalingPolicy').map(
    ({ Properties }) => Properties,
  );
  const requests = policies.find(({ PolicyName }) => String(PolicyName).endsWith('-requests'));
  expect(requests).toMatchObject({
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 600,
      CustomizedMetricSpecification: {
        Metrics: [
          { Id: 'group0', ReturnData: false },
          { Id: 'group1', ReturnData: false },
          { Id: 'requests', Expression: 'FILL(group0, 0) + FILL(group1, 0)', ReturnData: true },
        ],
      },
    },
  });
});

describe('the network', () => {
  const CHOICES =
    "'publicIp' (each task has a public address that only the load balancer can reach: $3.65 a month and task); " +
    "'nat' (tasks have no public address: $36.50 a month for a NAT gateway and its address, and $0.045 a GB); " +
    "'endpoints' (tasks reach AWS and nothing else: $43.80 a month for three endpoints in two zones, $14.60 for each more, and $0.01 a GB); or bring a vpc.";

  test('has no default: each choice costs something else', () => {
    expect(refusalOf({})).toBe(
      `McpRuntime.fargate: network is not given, and there is no default. Choose ${CHOICES}`,
    );
    const given: FargateRuntimeOptions = JSON.parse('{"network":"private"}');
    expect(refusalOf(given)).toBe(`McpRuntime.fargate: network is 'private'. Choose ${CHOICES}`);
  });

  test.each([
    ['publicIp', 'ENABLED', 2, 0, 0],
    ['nat', 'DISABLED', 4, 1, 0],
  ] as const)('%s', (network, address, subnets, gateways, endpoints) => {
    const made = synthesize({ runtime: McpRuntime.fargate({ network }) }).template;
    expect(onlyResource(made, 'AWS::ECS::Service').Properties.NetworkConfiguration).toMatchObject({
      AwsvpcConfiguration: { AssignPublicIp: address },
    });
    expect(ofType(made, 'AWS::EC2::Subnet')).toHaveLength(subnets);
    expect(ofType(made, 'AWS::EC2::NatGateway')).toHaveLength(gateways);
    expect(typesOfEndpoints(made)).toEqual([
      'Gateway',
      'Gateway',
      ...Array.from({ length: endpoints }, () => 'Interface'),
    ]);
  });

  function typesOfEndpoints(made: typeof template): unknown[] {
    return ofType(made, 'AWS::EC2::VPCEndpoint').map(({ Properties }) => Properties.VpcEndpointType);
  }

  test('endpoints reach AWS alone, each let in for the containers, and for what is used', () => {
    const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc';
    const auth = McpAuth.jwt({ issuer, audience: 'desk' });
    const runtime = McpRuntime.fargate({ network: 'endpoints' });
    const made = synthesize({ auth, runtime }).template;
    const services = ofType(made, 'AWS::EC2::VPCEndpoint').map(({ Properties }) =>
      JSON.stringify(Properties.ServiceName),
    );
    for (const service of ['dynamodb', 's3', 'ecr.api', 'ecr.dkr', 'logs', 'cognito-idp']) {
      expect(services.filter((name) => name.includes(`.${service}"`))).toHaveLength(1);
    }
    expect(services).toHaveLength(6);
    expect(
      ofType(made, 'AWS::EC2::SecurityGroupIngress').filter(({ Properties }) => Properties.ToPort === 443),
    ).toHaveLength(4);
    const more = synthesize((stack) => ({
      auth,
      runtime,
      tracing: true,
      secrets: { key: new Secret(stack, 'Key') },
    })).template;
    expect(ofType(more, 'AWS::EC2::VPCEndpoint')).toHaveLength(8);
  });

  test('endpoints are refused where the issuer is not in AWS', () => {
    expect(() => synthesize({ auth: JWT, runtime: McpRuntime.fargate({ network: 'endpoints' }) })).toThrow(
      "McpRuntime.fargate: with network 'endpoints' the server reaches AWS alone, and the keys of the issuer https://login.example.com/ are elsewhere. " +
        "Use network 'nat' or 'publicIp', or bring a vpc with a way there.",
    );
  });

  test('a VPC and a cluster of yours: none is made', () => {
    const made = synthesize((stack) => {
      const vpc = new Vpc(stack, 'Mine', {
        natGateways: 0,
        subnetConfiguration: [{ name: 'public', subnetType: SubnetType.PUBLIC }],
      });
      const cluster = new Cluster(stack, 'Ours', { vpc });
      return { runtime: McpRuntime.fargate({ vpc, cluster, assignPublicIp: true }) };
    }).template;
    expect(ofType(made, 'AWS::EC2::VPC')).toHaveLength(1);
    expect(ofType(made, 'AWS::ECS::Cluster')).toHaveLength(1);
    expect(onlyResource(made, 'AWS::ECS::Service').Properties.NetworkConfiguration).toMatchObject({
      AwsvpcConfiguration: { AssignPublicIp: 'ENABLED' },
    });
  });

  test('nobody reaches a container but the balancer', () => {
    const rules = ofType(template, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties);
    expect(rules).toEqual([
      expect.objectContaining({
        ToPort: 8_080,
        SourceSecurityGroupId: {
          'Fn::GetAtt': [expect.stringMatching(/^McpBalancerSecurityGroup/), 'GroupId'],
        },
      }),
    ]);
  });
});

test('an image that was built elsewhere needs no Docker', () => {
  const made = synthesize({
    runtime: McpRuntime.fargate({
      network: 'publicIp',
      image: ContainerImage.fromRegistry('registry.example.com/desk:1'),
    }),
  }).template;
  expect(containersOf(made)[0]).toMatchObject({ Image: 'registry.example.com/desk:1' });
});

test('size, architecture and numbers can be chosen', () => {
  const made = synthesize({
    runtime: McpRuntime.fargate({
      network: 'publicIp',
      cpu: 1_024,
      memorySize: Size.gibibytes(2),
      cpuArchitecture: CpuArchitecture.X86_64,
      minTasks: 3,
      maxTasks: 3,
      deregistrationDelay: Duration.seconds(26),
    }),
  }).template;
  expect(onlyResource(made, 'AWS::ECS::TaskDefinition').Properties).toMatchObject({
    Cpu: '1024',
    Memory: '2048',
    RuntimePlatform: { CpuArchitecture: 'X86_64' },
  });
  expect(onlyResource(made, 'AWS::ECS::Service').Properties.DesiredCount).toBe(3);
});

test('a drain shorter than the longest tool is refused', () => {
  const runtime = (deregistrationDelay: Duration) =>
    McpRuntime.fargate({ network: 'publicIp', deregistrationDelay });
  expect(() => synthesize({ runtime: runtime(Duration.seconds(24)) })).toThrow(
    'McpRuntime.fargate: deregistrationDelay is 24 seconds; allowed are 25 to 3600: the longest tool and five seconds, or its calls would be cut off whenever a container is replaced.',
  );
  expect(() => synthesize({ runtime: runtime(Duration.hours(2)) })).toThrow(
    'deregistrationDelay is 7200 seconds',
  );
});

test.each([
  [{ minTasks: 0 }, 'McpRuntime.fargate: minTasks is 0; allowed are whole numbers from 1.'],
  [{ requestsPerTask: 0.5 }, 'McpRuntime.fargate: requestsPerTask is 0.5; allowed are whole numbers from 1.'],
  [
    { minTasks: 4, maxTasks: 3 },
    'McpRuntime.fargate: maxTasks is 3 and minTasks 4; maxTasks must be at least as many.',
  ],
  [
    { assignPublicIp: true },
    'McpRuntime.fargate: vpcSubnets, assignPublicIp and cluster belong to a VPC of yours; give it as vpc, or leave them out.',
  ],
])('%j is refused', (options, message) => {
  expect(refusalOf({ network: 'publicIp', ...options })).toBe(message);
});

test('a VPC and a network at once are refused', () => {
  const stack = newStack();
  expect(refusalOf({ network: 'nat', vpc: new Vpc(stack, 'Mine') })).toBe(
    "McpRuntime.fargate: both vpc and network 'nat' are given; network makes a VPC. Leave one of them out.",
  );
});

test('the state and the log keep their ids when a service moves from Lambda to containers', () => {
  const onLambda = resourcesOf(synthesize().template);
  const onFargate = resourcesOf(
    synthesize({ runtime: McpRuntime.fargate({ network: 'publicIp' }) }).template,
  );
  for (const id of [
    'McpStateIdempotency9C8BD82F',
    'McpStateLimits9E3CE84D',
    'McpLog34EEE9DD',
    'McpApi2F39B1D0',
  ]) {
    expect([id, onFargate[id]]).toEqual([id, onLambda[id]]);
  }
});

test('connections and grants are those of the containers', () => {
  const { service } = synthesize({ runtime: McpRuntime.fargate({ network: 'publicIp' }) });
  expect(
    service.runtime.kind === 'fargate' && service.connections === service.runtime.service.connections,
  ).toBe(true);
  const { service: plain } = synthesize();
  expect(() => plain.connections).toThrow(
    'Desk/Mcp runs outside a VPC and has no connections. Give McpRuntime.lambda({ vpc }) or McpRuntime.fargate().',
  );
});
