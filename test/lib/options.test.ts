import { Duration, RemovalPolicy, SecretValue, Size } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { McpAuth, McpEndpoint, McpRuntime, McpService } from 'cdk-mcp-service';
import { CONTRACT_VERSION, readSettings } from '../../lambda/contract';
import {
  ADDER,
  JWT,
  NOBODY,
  environmentOf,
  functionOf,
  newStack,
  onlyResource,
  resourcesOf,
  synthesize,
  type Synthesized,
} from './stacks';

/** One service with every option set, so that one synth answers for all of them. */
describe('a service with every option set', () => {
  let made: Synthesized;
  beforeAll(() => {
    made = synthesize(
      (stack) => ({
        auth: McpAuth.jwt({
          issuer: 'https://login.example.com/',
          audience: 'desk "quoted"',
          jwksUri: 'https://login.example.com/keys',
          tenantClaim: 'org_id',
        }),
        endpoint: McpEndpoint.httpApi({ rateLimit: 7, burstLimit: 9 }),
        runtime: McpRuntime.lambda({ memorySize: Size.gibibytes(1) }),
        allowedOrigins: ['https://app.example.com', 'http://localhost:6274'],
        environment: { TICKETS_TABLE: 'tickets' },
        secrets: {
          stripe: new Secret(stack, 'Stripe', { secretStringValue: SecretValue.unsafePlainText('sk-live') }),
          mail: Secret.fromSecretNameV2(stack, 'Mail', 'mail'),
        },
        limits: {
          caller: { perMinute: 120, burst: 60 },
          callerWrites: false,
          tenant: { perMinute: 600, burst: 100 },
        },
        idempotency: { keep: Duration.days(1) },
        maxBodyBytes: 2_048,
        logLevel: 'WARN',
        logRetention: RetentionDays.ONE_WEEK,
        slo: {
          availability: 99.9,
          latency: { within: Duration.millis(500), tools: { add: Duration.seconds(2) } },
        },
        tracing: true,
        protect: false,
      }),
      (stack, service) => {
        const tickets = new TableV2(stack, 'Tickets', {
          partitionKey: { name: 'id', type: AttributeType.STRING },
          removalPolicy: RemovalPolicy.DESTROY,
        });
        tickets.grantReadData(service);
      },
    );
  });

  test('the server reads from its environment what the stack says', () => {
    const environment = environmentOf(made.template);
    expect(readSettings(environment)).toEqual({
      contract: CONTRACT_VERSION,
      url: 'https://abc.execute-api.example.com/mcp',
      alternateUrls: [],
      auth: {
        kind: 'jwt',
        issuer: 'https://login.example.com/',
        audience: 'desk "quoted"',
        jwksUri: 'https://login.example.com/keys',
        tenantClaim: 'org_id',
      },
      allowedOrigins: ['https://app.example.com', 'http://localhost:6274'],
      maxBodyBytes: 2_048,
      logLevel: 'WARN',
      tracing: 'xray',
      release: made.service.release,
      latencyObjectives: { serviceMs: 500, toolsMs: { add: 2_000 } },
      secrets: {
        stripe: 'ref(Stripe1170476B)',
        mail: 'arn:ref(AWS::Partition):secretsmanager:ref(AWS::Region):ref(AWS::AccountId):secret:mail',
      },
      idempotencyTable: 'ref(McpStateIdempotency9C8BD82F)',
      idempotencyKeptSeconds: 86_400,
      limitsTable: 'ref(McpStateLimits9E3CE84D)',
      rates: {
        caller: { perMinute: 120, burst: 60 },
        callerWrites: false,
        tenant: { perMinute: 600, burst: 100 },
        tool: false,
        callerTool: false,
      },
      approvalRecords: { events: false },
    });
  });

  test('the handlers’ variables come along, and the value of a secret never does', () => {
    const environment = environmentOf(made.template);
    expect(environment).toMatchObject({ TICKETS_TABLE: 'tickets' });
    expect(JSON.stringify(environment)).not.toContain('sk-live');
    expect(Object.keys(environment)).toHaveLength(17);
  });

  test('unprotected, nothing survives the stack or stands in the way of deleting it', () => {
    const kept = Object.entries(resourcesOf(made.template)).filter(
      ([, { DeletionPolicy, UpdateReplacePolicy }]) =>
        DeletionPolicy === 'Retain' || UpdateReplacePolicy === 'Retain',
    );
    expect(kept).toEqual([]);
    expect(JSON.stringify(resourcesOf(made.template))).not.toMatch(/"DeletionProtectionEnabled":true/);
    expect(JSON.stringify(resourcesOf(made.template))).not.toMatch(/"PointInTimeRecoveryEnabled":true/);
  });

  test('tracing, rates, memory and retention are what was asked for', () => {
    const { template } = made;
    expect(onlyResource(template, 'AWS::Lambda::Function').Properties.TracingConfig).toEqual({
      Mode: 'Active',
    });
    expect(onlyResource(template, 'AWS::ApiGatewayV2::Stage').Properties.DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: 7,
      ThrottlingBurstLimit: 9,
    });
    expect(onlyResource(template, 'AWS::Lambda::Function').Properties.MemorySize).toBe(1_024);
    expect(resourcesOf(template).McpLog34EEE9DD?.Properties.RetentionInDays).toBe(7);
  });

  test('a grant to the service is a grant to its role', () => {
    const policy = resourcesOf(made.template).McpRoleDefaultPolicyF6B7EA15?.Properties ?? {};
    expect(policy.Roles).toEqual([{ Ref: 'McpRole6F59AEDA' }]);
    expect(policy.PolicyDocument).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Action: expect.arrayContaining(['dynamodb:Query', 'dynamodb:GetItem']),
          Resource: { 'Fn::GetAtt': ['Tickets83B11BB2', 'Arn'] },
        }),
      ]),
    });
    const anywhere = asStatements(policy.PolicyDocument).filter(({ Resource }) => Resource === '*');
    // X-Ray has no resources to name; Lambda's own daemon sends under the function's role.
    expect(anywhere).toEqual([
      {
        Effect: 'Allow',
        Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        Resource: '*',
      },
    ]);
  });

  test('what was made can be reached from the construct', () => {
    const { service } = made;
    expect(service.manifest).toMatchObject({ name: 'try-it', tools: [{ name: 'add' }] });
    const paths = [
      service.endpoint.kind === 'httpApi' && service.endpoint.httpApi,
      functionOf(service.runtime),
      service.runtime.kind === 'lambda' && service.runtime.alias,
      service.logGroup,
      service.state.idempotency,
    ];
    expect(paths.map((found) => found && found.node.path)).toEqual([
      'Desk/Mcp/Api',
      'Desk/Mcp/Function',
      'Desk/Mcp/Live',
      'Desk/Mcp/Log',
      'Desk/Mcp/State/Idempotency',
    ]);
  });
});

describe('a service with values that are known when deployed', () => {
  test('keeps them whole in the environment, and out of descriptions', () => {
    const { template } = synthesize((stack) => ({
      auth: McpAuth.jwt({ issuer: `https://issuer.${stack.urlSuffix}/`, audience: stack.stackId }),
      allowedOrigins: [`https://app.${stack.urlSuffix}`],
      environment: { REGION_OF_DATA: stack.region },
    }));
    const settings = readSettings(environmentOf(template));
    expect(settings.auth).toEqual({
      kind: 'jwt',
      issuer: 'https://issuer.ref(AWS::URLSuffix)/',
      audience: 'ref(AWS::StackId)',
    });
    expect(settings.allowedOrigins).toEqual(['https://app.ref(AWS::URLSuffix)']);
    expect(Object.values(template.findOutputs('*')).map(({ Description }) => Description)).toEqual([
      'Table of the counters, for `cdk-mcp-service erase`',
      'Alarms notify nobody: a test',
      'Table that `cdk-mcp-service switch` works on',
      'MCP endpoint of try-it (tokens of an issuer of this deployment)',
    ]);
  });
});

test('two services live in one stack, each with its own role and tables', () => {
  const stack = newStack();
  for (const id of ['One', 'Two']) new McpService(stack, id, { tools: ADDER, auth: JWT, alerts: NOBODY });
  const template = Template.fromStack(stack);
  expect(Object.keys(template.findResources('AWS::DynamoDB::GlobalTable'))).toHaveLength(4);
  expect(Object.keys(template.findResources('AWS::IAM::Role'))).toHaveLength(4);
});

function asStatements(document: unknown): readonly { readonly Resource: unknown }[] {
  return (document as { Statement: { Resource: unknown }[] }).Statement;
}
