/** What each endpoint is before each runtime: time-outs, streaming, health checks, and what is not there. */
import type { Template } from 'aws-cdk-lib/assertions';
import { NAMES, combination, ofType } from '../combinations';
import { onlyResource, resourcesOf } from '../stacks';

const templates = new Map<string, Template>(NAMES.map((name) => [name, combination(name)]));

function templateOf(name: string): Template {
  const template = templates.get(name);
  if (template === undefined) throw new Error(`no combination ${name}`);
  return template;
}

const COUNTED_TYPES = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGateway::RestApi',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ApiGatewayV2::VpcLink',
  'AWS::Lambda::Function',
  'AWS::ECS::Service',
  'AWS::EC2::VPC',
  'AWS::EC2::NatGateway',
  'AWS::WAFv2::WebACL',
  'AWS::CodeDeploy::DeploymentGroup',
];

test.each([
  ['HttpApiLambda', [1, 0, 0, 0, 1, 0, 0, 0, 0, 1]],
  ['HttpApiFargate', [1, 0, 1, 1, 0, 1, 1, 1, 0, 0]],
  ['RestApiLambda', [0, 1, 0, 0, 1, 0, 0, 0, 1, 1]],
  ['RestApiFargate', [0, 1, 1, 1, 0, 1, 1, 0, 1, 0]],
  ['LoadBalancerLambda', [0, 0, 1, 0, 1, 0, 1, 0, 1, 1]],
  ['LoadBalancerFargate', [0, 0, 1, 0, 0, 1, 1, 0, 1, 0]],
])('%s is made of what it needs and nothing else', (name, counts) => {
  const template = templateOf(name);
  expect(COUNTED_TYPES.map((type) => ofType(template, type).length)).toEqual(counts);
});

test('all six are here', () => {
  expect(NAMES).toHaveLength(6);
});

describe('REST API', () => {
  test.each(['RestApiLambda', 'RestApiFargate'])('%s streams every reply for up to 15 minutes', (name) => {
    const methods = ofType(templateOf(name), 'AWS::ApiGateway::Method');
    expect(methods).toHaveLength(3);
    for (const { Properties } of methods) {
      expect(Properties.Integration).toMatchObject({
        ResponseTransferMode: 'STREAM',
        TimeoutInMillis: 900_000,
      });
    }
  });

  test('invokes the handler that streams; other endpoints the one that does not', () => {
    const handlers = ['RestApiLambda', 'HttpApiLambda', 'LoadBalancerLambda'].map(
      (name) => onlyResource(templateOf(name), 'AWS::Lambda::Function').Properties.Handler,
    );
    expect(handlers).toEqual(['lambda.streamHandler', 'lambda.handler', 'lambda.handler']);
  });

  test('that is told not to stream buffers, for the 29 seconds that every account has', () => {
    const template = combination('RestApiLambda', { streaming: false });
    for (const { Properties } of ofType(template, 'AWS::ApiGateway::Method')) {
      expect(Properties.Integration).toMatchObject({
        ResponseTransferMode: 'BUFFERED',
        TimeoutInMillis: 29_000,
      });
    }
    expect(onlyResource(template, 'AWS::Lambda::Function').Properties.Handler).toBe('lambda.handler');
  });

  test('is regional, changes no setting of the account, and bounds what a runaway agent can cost', () => {
    const template = templateOf('RestApiLambda');
    expect(ofType(template, 'AWS::ApiGateway::Account')).toEqual([]);
    expect(onlyResource(template, 'AWS::ApiGateway::RestApi').Properties).toMatchObject({
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
    expect(onlyResource(template, 'AWS::ApiGateway::Stage').Properties).toMatchObject({
      StageName: 'live',
      MethodSettings: [
        { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      ],
    });
  });

  test('answers a request without a token itself, with the challenge that it would rename otherwise', () => {
    const template = templateOf('RestApiFargate');
    expect(onlyResource(template, 'AWS::ApiGateway::GatewayResponse').Properties).toMatchObject({
      ResponseType: 'BAD_REQUEST_PARAMETERS',
      StatusCode: '401',
      ResponseParameters: {
        'gatewayresponse.header.WWW-Authenticate':
          '\'Bearer scope="read", resource_metadata="https://rest-fargate.example.com/.well-known/oauth-protected-resource/mcp"\'',
      },
    });
    const needToken = ofType(template, 'AWS::ApiGateway::Method').map(({ Properties }) => [
      Properties.HttpMethod,
      JSON.stringify(Properties.RequestParameters ?? {}).includes('Authorization'),
      'RequestValidatorId' in Properties,
    ]);
    expect(needToken).toEqual([
      ['OPTIONS', false, false],
      ['ANY', true, true],
      ['ANY', false, false],
    ]);
  });

  test('reaches containers through a link to the balancer, and says which name was asked for', () => {
    const template = templateOf('RestApiFargate');
    for (const { Properties } of ofType(template, 'AWS::ApiGateway::Method')) {
      expect(Properties.Integration).toMatchObject({
        Type: 'HTTP_PROXY',
        ConnectionType: 'VPC_LINK',
        IntegrationTarget: { Ref: 'McpBalancer642D7586' },
        RequestParameters: { 'integration.request.header.x-mcp-public-host': 'context.domainName' },
      });
    }
  });
});

describe('HTTP API before containers', () => {
  test('reaches them through a link, and says which name was asked for', () => {
    expect(
      onlyResource(templateOf('HttpApiFargate'), 'AWS::ApiGatewayV2::Integration').Properties,
    ).toMatchObject({
      IntegrationType: 'HTTP_PROXY',
      ConnectionType: 'VPC_LINK',
      RequestParameters: { 'overwrite:header.x-mcp-public-host': '$context.domainName' },
    });
  });

  test.each(['HttpApiFargate', 'RestApiFargate'])(
    '%s: nobody but the link is let into the balancer',
    (name) => {
      const template = templateOf(name);
      const ingress = ofType(template, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties);
      expect(ingress.map(({ CidrIp, ToPort }) => [CidrIp, ToPort])).toEqual([
        [undefined, 8_080],
        [undefined, 80],
      ]);
      const groups = ofType(template, 'AWS::EC2::SecurityGroup');
      expect(JSON.stringify(groups)).not.toContain('SecurityGroupIngress');
      expect(onlyResource(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties.Scheme).toBe(
        'internal',
      );
    },
  );

  test('writes what never reached the server, without headers', () => {
    const { AccessLogSettings } = onlyResource(
      templateOf('HttpApiFargate'),
      'AWS::ApiGatewayV2::Stage',
    ).Properties;
    const { Format }: { Format: string } = JSON.parse(JSON.stringify(AccessLogSettings));
    expect(Object.keys(JSON.parse(Format))).toEqual([
      'requestId',
      'requestTime',
      'sourceIp',
      'method',
      'path',
      'status',
      'responseBytes',
      'latencyMs',
      'integrationStatus',
      'error',
    ]);
  });
});

describe('load balancer', () => {
  test.each(['LoadBalancerLambda', 'LoadBalancerFargate'])(
    '%s serves TLS 1.2 and later, and redirects',
    (name) => {
      const listeners = ofType(templateOf(name), 'AWS::ElasticLoadBalancingV2::Listener').map(
        ({ Properties }) => Properties,
      );
      expect(listeners).toEqual([
        expect.objectContaining({
          Port: 80,
          DefaultActions: [
            { Type: 'redirect', RedirectConfig: { Port: '443', Protocol: 'HTTPS', StatusCode: 'HTTP_301' } },
          ],
        }),
        expect.objectContaining({ Port: 443, SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' }),
      ]);
    },
  );

  test.each([
    [true, 'true'],
    [false, 'false'],
  ])('protect %s: cannot be deleted by mistake: %s', (protect, value) => {
    const template = combination('LoadBalancerLambda', { protect });
    expect(
      onlyResource(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties.LoadBalancerAttributes,
    ).toContainEqual({ Key: 'deletion_protection.enabled', Value: value });
  });

  test('before Lambda invokes the alias, in the form with several values, and asks nobody for its health', () => {
    const template = templateOf('LoadBalancerLambda');
    expect(onlyResource(template, 'AWS::ElasticLoadBalancingV2::TargetGroup').Properties).toMatchObject({
      TargetType: 'lambda',
      Targets: [{ Id: { Ref: 'McpLive67288728' } }],
      HealthCheckEnabled: false,
      TargetGroupAttributes: [{ Key: 'lambda.multi_value_headers.enabled', Value: 'true' }],
    });
  });

  test('balancers of other accounts may not invoke it', () => {
    const permissions = ofType(templateOf('LoadBalancerLambda'), 'AWS::Lambda::Permission');
    expect(permissions.map(({ Properties }) => Properties)).toContainEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'McpLive67288728' },
      Principal: 'elasticloadbalancing.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
  });

  test('stands in two public subnets without a NAT gateway before Lambda', () => {
    expect(ofType(templateOf('LoadBalancerLambda'), 'AWS::EC2::Subnet')).toHaveLength(2);
  });
});

test('no endpoint names a managed policy, and none but API Gateway’s own rules let everybody in', () => {
  for (const name of NAMES) {
    const open = Object.values(resourcesOf(templateOf(name))).filter(
      ({ Type, Properties }) =>
        Type === 'AWS::EC2::SecurityGroup' &&
        JSON.stringify(Properties.SecurityGroupIngress ?? '').includes('0.0.0.0/0'),
    );
    expect([name, open.length]).toEqual([name, name.startsWith('LoadBalancer') ? 1 : 0]);
    expect(JSON.stringify(templateOf(name).toJSON())).not.toContain('ManagedPolicyArns');
  }
});
