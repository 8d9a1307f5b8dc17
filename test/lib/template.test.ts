import type { Template } from 'aws-cdk-lib/assertions';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { onlyResource, resourcesOf, synthesize } from './stacks';

/** Ids of what holds state or an address. Another id is a replacement: data, logs or the URL are lost. */
const STATEFUL = {
  McpStateIdempotency9C8BD82F: 'AWS::DynamoDB::GlobalTable',
  McpStateLimits9E3CE84D: 'AWS::DynamoDB::GlobalTable',
  McpLog34EEE9DD: 'AWS::Logs::LogGroup',
  McpApi2F39B1D0: 'AWS::ApiGatewayV2::Api',
  McpApiDefaultStageFEB8D8AD: 'AWS::ApiGatewayV2::Stage',
  McpFunctionD30E3E93: 'AWS::Lambda::Function',
  McpLive67288728: 'AWS::Lambda::Alias',
  McpRole6F59AEDA: 'AWS::IAM::Role',
};
const IDEMPOTENCY = 'McpStateIdempotency9C8BD82F';
const LIMITS = 'McpStateLimits9E3CE84D';

let template: Template;
beforeAll(() => {
  ({ template } = synthesize((stack) => ({
    secrets: { stripe: new Secret(stack, 'Stripe') },
    environment: { TICKETS_TABLE: 'tickets' },
  })));
});

function table(id: string) {
  return resourcesOf(template)[id];
}

test('what holds state or an address keeps its logical id', () => {
  const types = Object.fromEntries(Object.entries(resourcesOf(template)).map(([id, { Type }]) => [id, Type]));
  expect(types).toMatchObject(STATEFUL);
});

test('the template holds these resources, alarms, dashboards, saved queries, and none more', () => {
  const types = Object.values(resourcesOf(template)).flatMap(({ Type }) =>
    Type.startsWith('AWS::CloudWatch::') || Type === 'AWS::Logs::QueryDefinition' ? [] : [Type],
  );
  expect(types.toSorted((a, b) => a.localeCompare(b))).toEqual([
    'AWS::ApiGatewayV2::Api',
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
    'AWS::ApiGatewayV2::Stage',
    'AWS::CodeDeploy::Application',
    'AWS::CodeDeploy::DeploymentConfig',
    'AWS::CodeDeploy::DeploymentGroup',
    'AWS::DynamoDB::GlobalTable',
    'AWS::DynamoDB::GlobalTable',
    'AWS::Events::Rule',
    'AWS::IAM::Policy',
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::IAM::Role',
    'AWS::Lambda::Alias',
    'AWS::Lambda::EventInvokeConfig',
    'AWS::Lambda::Function',
    'AWS::Lambda::Permission',
    'AWS::Lambda::Permission',
    'AWS::Lambda::Version',
    'AWS::Logs::LogGroup',
    'AWS::Logs::LogGroup',
    'AWS::SecretsManager::Secret',
  ]);
});

describe('state', () => {
  test.each([IDEMPOTENCY, LIMITS])(
    '%s has the keys of the contract, expires, and is paid by request',
    (id) => {
      expect(table(id)?.Properties).toMatchObject({
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        BillingMode: 'PAY_PER_REQUEST',
      });
    },
  );

  test('records of calls survive the stack, cannot be deleted, and can be restored', () => {
    expect(table(IDEMPOTENCY)).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Replicas: [
          {
            Region: { Ref: 'AWS::Region' },
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        ],
      },
    });
  });

  test('counters of a few minutes are not kept', () => {
    expect(table(LIMITS)).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { Replicas: [{ Region: { Ref: 'AWS::Region' } }] },
    });
    expect(JSON.stringify(table(LIMITS))).not.toMatch(/DeletionProtection|PointInTime/);
  });
});

describe('the function', () => {
  test('runs on the newest Node.js that Lambda has, on arm64', () => {
    const versions = Object.keys(Runtime).map((name) => Number(/^NODEJS_(\d+)_X$/.exec(name)?.[1] ?? 0));
    const newest = `nodejs${Math.max(...versions)}.x`;
    expect(newest).toBe('nodejs24.x');
    expect(onlyResource(template, 'AWS::Lambda::Function').Properties).toMatchObject({
      Runtime: newest,
      Architectures: ['arm64'],
    });
  });

  test('has the bundle’s handler, half a gigabyte, and time for the longest tool', () => {
    expect(onlyResource(template, 'AWS::Lambda::Function').Properties).toMatchObject({
      Handler: 'lambda.handler',
      MemorySize: 512,
      Timeout: 25,
      Description: 'MCP server try-it 0.1.0',
    });
  });

  test('writes JSON lines to a log group of its own, kept for 30 days and longer than the stack', () => {
    expect(onlyResource(template, 'AWS::Lambda::Function').Properties).toMatchObject({
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: 'McpLog34EEE9DD' } },
    });
    expect(resourcesOf(template).McpLog34EEE9DD).toMatchObject({
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('is reached through the alias live, which deployments move', () => {
    expect(onlyResource(template, 'AWS::Lambda::Alias').Properties).toMatchObject({
      Name: 'live',
      FunctionName: { Ref: 'McpFunctionD30E3E93' },
      FunctionVersion: { 'Fn::GetAtt': [expect.stringMatching(/^McpFunctionCurrentVersion/), 'Version'] },
    });
  });
});

describe('the role', () => {
  test('belongs to Lambda and has no managed policy', () => {
    expect(resourcesOf(template).McpRole6F59AEDA?.Properties).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
        ],
      },
    });
  });

  test('may write its own log, read the secret it was given, work on its tables, and nothing else', () => {
    expect(resourcesOf(template).McpRoleDefaultPolicyF6B7EA15?.Properties.PolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: { 'Fn::GetAtt': ['McpLog34EEE9DD', 'Arn'] },
        },
        {
          Effect: 'Allow',
          Action: 'secretsmanager:GetSecretValue',
          Resource: { Ref: 'Stripe1170476B' },
        },
        {
          Effect: 'Allow',
          Action: [
            'dynamodb:Query',
            'dynamodb:GetItem',
            'dynamodb:PutItem',
            'dynamodb:UpdateItem',
            'dynamodb:DeleteItem',
          ],
          Resource: { 'Fn::GetAtt': ['McpStateIdempotency9C8BD82F', 'Arn'] },
        },
        {
          Effect: 'Allow',
          Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
          Resource: { 'Fn::GetAtt': ['McpStateLimits9E3CE84D', 'Arn'] },
        },
      ],
    });
  });
});

describe('the endpoint', () => {
  test('is an HTTP API whose $default stage deploys itself and bounds what a runaway agent can cost', () => {
    expect(onlyResource(template, 'AWS::ApiGatewayV2::Api').Properties).toMatchObject({
      ProtocolType: 'HTTP',
      Name: 'try-it',
    });
    expect(onlyResource(template, 'AWS::ApiGatewayV2::Stage').Properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    });
  });

  test('answers CORS itself: the API adds no headers that the server did not decide', () => {
    expect(onlyResource(template, 'AWS::ApiGatewayV2::Api').Properties).not.toHaveProperty(
      'CorsConfiguration',
    );
  });

  test('sends every path to the alias', () => {
    expect(onlyResource(template, 'AWS::ApiGatewayV2::Route').Properties).toMatchObject({
      RouteKey: '$default',
    });
    expect(onlyResource(template, 'AWS::ApiGatewayV2::Integration').Properties).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { Ref: 'McpLive67288728' },
      PayloadFormatVersion: '2.0',
    });
  });

  test('may invoke, only for this API, and nobody else may but the probe', () => {
    const permissions = Object.values(resourcesOf(template)).filter(
      ({ Type }) => Type === 'AWS::Lambda::Permission',
    );
    const invoke = { Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'McpLive67288728' } };
    expect(permissions.map(({ Properties }) => Properties)).toEqual([
      {
        ...invoke,
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['McpProbe682A3236', 'Arn'] },
      },
      {
        ...invoke,
        Principal: 'apigateway.amazonaws.com',
        SourceArn: {
          'Fn::Join': ['', expect.arrayContaining([':execute-api:', { Ref: 'McpApi2F39B1D0' }, '/*/*'])],
        },
      },
    ]);
  });

  test('has its URL, its tables, and who learns of alarms in the outputs', () => {
    expect(template.findOutputs('*')).toEqual({
      McpAlertsTargetFADCCFF4: { Description: 'Alarms notify nobody: a test', Value: 'none' },
      McpStateLimitsTable47496B6E: {
        Description: 'Table of the counters, for `cdk-mcp-service erase`',
        Value: { Ref: 'McpStateLimits9E3CE84D' },
      },
      McpStateTableB9C908BC: {
        Description: 'Table that `cdk-mcp-service switch` works on',
        Value: { Ref: 'McpStateIdempotency9C8BD82F' },
      },
      McpUrlEE36C319: {
        Description: 'MCP endpoint of try-it (tokens of https://login.example.com/)',
        Value: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['McpApi2F39B1D0', 'ApiEndpoint'] }, '/mcp']] },
      },
    });
  });
});

describe('what is not made', () => {
  test.each([
    ['no network', /^AWS::EC2::/],
    ['no load balancer', /^AWS::ElasticLoadBalancing/],
    ['no function URL', /^AWS::Lambda::Url$/],
    ['no custom resource', /^(Custom::|AWS::CloudFormation::CustomResource)/],
    ['no second function', /^AWS::Serverless/],
    ['no user pool', /^AWS::Cognito::/],
  ])('%s', (_what, type) => {
    expect(Object.values(resourcesOf(template)).filter(({ Type }) => type.test(Type))).toEqual([]);
  });

  test('no value of a secret is in the template', () => {
    expect(JSON.stringify(template.toJSON())).not.toContain('{{resolve:');
  });

  test('no VPC is joined', () => {
    expect(onlyResource(template, 'AWS::Lambda::Function').Properties).not.toHaveProperty('VpcConfig');
  });

  test('nothing is named by hand where two stacks would collide', () => {
    const named = Object.entries(resourcesOf(template)).filter(([, { Properties }]) =>
      ['FunctionName', 'TableName', 'LogGroupName', 'RoleName'].some(
        (key) => typeof Properties[key] === 'string',
      ),
    );
    expect(named).toEqual([]);
  });
});
