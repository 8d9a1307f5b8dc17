/** Combinations that would work on paper and fail in production are refused at synth, with the remedy. */
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnParameter, type Stack } from 'aws-cdk-lib';
import {
  McpAuth,
  McpEndpoint,
  McpRuntime,
  McpService,
  type EndpointContext,
  type LoadBalancerOptions,
  type McpServiceProps,
  type ToolManifest,
} from 'cdk-mcp-service';
import { manifestWith } from '../../support/manifest';
import { refusal } from '../../support/refusal';
import { zoneIn } from '../combinations';
import { ADDER, JWT, NOBODY, newStack } from '../stacks';

function refusalOf(props: (stack: Stack) => Partial<McpServiceProps>): string {
  return refusal(() => {
    const stack = newStack();
    return new McpService(stack, 'Mcp', { tools: ADDER, auth: JWT, alerts: NOBODY, ...props(stack) });
  });
}

function bind(endpoint: (stack: Stack) => McpEndpoint, context: Partial<EndpointContext>): string {
  return refusal(() => {
    const stack = newStack();
    const tools = manifestWith([{}]);
    return endpoint(stack).bind(stack, {
      manifest: tools,
      runtime: 'lambda',
      maxBodyBytes: 1_048_576,
      protect: true,
      ...context,
    });
  });
}

const http = () => McpEndpoint.httpApi();
const rest = () => McpEndpoint.restApi();
const balancer = (stack: Stack) =>
  McpEndpoint.loadBalancer({ domain: { name: 'mcp.example.com', zone: zoneIn(stack) } });
const tool = (changes: Partial<ToolManifest>) => ({
  manifest: manifestWith([{ name: 'export', ...changes }]),
});

test('a login behind a REST API without a domain: hosts could not find it', () => {
  expect(refusalOf(() => ({ endpoint: McpEndpoint.restApi() }))).toBe(
    'McpAuth.jwt: hosts find the login at /.well-known of the name that they connect to, which belongs to API Gateway while a REST API has no domain. ' +
      "Give McpEndpoint.restApi({ domain: { name: 'mcp.example.com', zone } }), or use McpEndpoint.httpApi().",
  );
  const open = McpAuth.unauthenticated({ reason: 'a test' });
  expect(refusalOf(() => ({ endpoint: McpEndpoint.restApi(), auth: open }))).toBe('accepted');
});

test('a load balancer without a domain', () => {
  const missing: Partial<LoadBalancerOptions> = {};
  expect(refusal(() => McpEndpoint.loadBalancer({ ...missing } as LoadBalancerOptions))).toBe(
    "McpEndpoint.loadBalancer: domain is missing, and a load balancer has no certificate of its own. Give domain: { name: 'mcp.example.com', zone }; McpEndpoint.httpApi() needs none.",
  );
});

const STREAMS =
  'McpEndpoint.restApi() with either runtime, and McpEndpoint.loadBalancer() with McpRuntime.fargate()';
test.each([
  [
    'HTTP API',
    http,
    'lambda',
    `streaming is true, and an HTTP API buffers its replies. Streaming have ${STREAMS}; or leave streaming out.`,
  ],
  [
    'HTTP API',
    http,
    'fargate',
    `streaming is true, and an HTTP API buffers its replies. Streaming have ${STREAMS}; or leave streaming out.`,
  ],
  [
    'load balancer',
    balancer,
    'lambda',
    `streaming is true, and a load balancer before Lambda buffers its replies. Streaming have ${STREAMS}; or leave streaming out.`,
  ],
  ['load balancer', balancer, 'fargate', 'accepted'],
  ['REST API', rest, 'lambda', 'accepted'],
  ['REST API', rest, 'fargate', 'accepted'],
] as const)('streaming asked of a %s: %#', (_name, endpoint, runtime, message) => {
  expect(bind(endpoint, { streaming: true, runtime })).toBe(message);
});

test.each([
  ['HTTP API', http, {}, 28_000, 'an HTTP API gives up after 30000 ms'],
  ['REST API', rest, {}, 898_000, 'a REST API gives up after 900000 ms'],
  [
    'REST API, buffered',
    rest,
    { streaming: false },
    27_000,
    'a REST API that does not stream gives up after 29000 ms',
  ],
  ['load balancer, Lambda', balancer, {}, 898_000, 'a load balancer before Lambda gives up after 900000 ms'],
  [
    'load balancer, Fargate',
    balancer,
    { runtime: 'fargate' },
    3_988_000,
    'a load balancer gives up after 3990000 ms',
  ],
] as const)('a tool longer than the %s waits', (_name, endpoint, context, most, because) => {
  expect(bind(endpoint, { ...context, ...tool({ timeoutMs: most }) })).toBe('accepted');
  expect(bind(endpoint, { ...context, ...tool({ timeoutMs: most + 1 }) })).toBe(
    `tool 'export' may take ${most + 1} ms (rule and handler together), and ${because}. ` +
      `Lower timeoutMs or checkTimeoutMs so that they add up to ${most} ms at most.`,
  );
});

test.each([
  [http, 'lambda', 6_000_000, 'an HTTP API'],
  [http, 'fargate', 10_000_000, 'an HTTP API'],
  [rest, 'lambda', 6_000_000, 'a REST API'],
  [balancer, 'lambda', 1_048_576, 'a load balancer before Lambda'],
] as const)('bodies larger than it takes: %#', (endpoint, runtime, most, name) => {
  expect(bind(endpoint, { runtime, maxBodyBytes: most })).toBe('accepted');
  expect(bind(endpoint, { runtime, maxBodyBytes: most + 1 })).toBe(
    `maxBodyBytes is ${most + 1}, and ${name} takes requests of ${most} bytes at most. Lower maxBodyBytes to that.`,
  );
});

test('results larger than a load balancer gets from Lambda', () => {
  const limits = (outputBytes: number) => ({ argumentDepth: 16, outputBytes, outputItems: 1_000 });
  expect(bind(balancer, tool({ limits: limits(1_044_480) }))).toBe('accepted');
  expect(bind(balancer, tool({ limits: limits(1_044_481) }))).toBe(
    "tool 'export' may answer with 1044481 bytes, and a load balancer before Lambda gives replies of 1048576 bytes at most. Lower its limits.outputBytes to 1044480 at most.",
  );
  expect(bind(balancer, { runtime: 'fargate', ...tool({ limits: limits(9_000_000) }) })).toBe('accepted');
});

describe('domains', () => {
  const nameOf =
    (name: string, more: object = {}) =>
    (stack: Stack) => ({
      endpoint: McpEndpoint.httpApi({ domain: { name, zone: zoneIn(stack), ...more } }),
    });

  test.each([
    'https://mcp.example.com',
    'MCP.example.com',
    'mcp.example.com/',
    'localhost',
    'a_b.example.com',
    '',
  ])("'%s' is no host name", (name) => {
    expect(refusalOf(nameOf(name))).toBe(
      `McpEndpoint.httpApi: domain.name is '${name}'; give a host name in lower case without scheme or path, such as 'mcp.example.com'.`,
    );
  });

  test('a name outside its zone', () => {
    expect(refusalOf(nameOf('mcp.notexample.com'))).toBe(
      "McpEndpoint.httpApi: domain 'mcp.notexample.com' is not in the zone 'example.com'. Give the zone of the name, or another name.",
    );
    expect(refusalOf(nameOf('example.com'))).toBe('accepted');
  });

  test('a name that is known only when deployed', () => {
    const parameter = (stack: Stack) => new CfnParameter(stack, 'Name').valueAsString;
    expect(
      refusalOf((stack) => ({ endpoint: McpEndpoint.httpApi({ domain: { name: parameter(stack) } }) })),
    ).toContain('domain.name is known only when the stack is deployed. Give it as a literal');
  });

  test('neither zone nor certificate; a certificate alone will do', () => {
    expect(
      refusalOf(() => ({ endpoint: McpEndpoint.httpApi({ domain: { name: 'mcp.example.com' } }) })),
    ).toContain("domain 'mcp.example.com' has neither zone nor certificate.");
    expect(
      refusalOf((stack) => ({
        endpoint: McpEndpoint.httpApi({
          domain: {
            name: 'mcp.example.com',
            certificate: Certificate.fromCertificateArn(
              stack,
              'Brought',
              'arn:aws:acm:eu-west-1:111122223333:certificate/1',
            ),
          },
        }),
      })),
    ).toBe('accepted');
  });
});

test('a VPC for the balancer where the containers have theirs', () => {
  expect(
    refusalOf((stack) => ({
      endpoint: McpEndpoint.loadBalancer({
        domain: { name: 'mcp.example.com', zone: zoneIn(stack) },
        vpc: new Vpc(stack, 'Mine'),
      }),
      runtime: McpRuntime.fargate({ network: 'publicIp' }),
    })),
  ).toBe(
    'McpEndpoint.loadBalancer: vpc is given, and before containers the balancer stands in theirs. Give the VPC as McpRuntime.fargate({ vpc }).',
  );
});

test.each([9, 2_000_000_001, 12.5])('a rate of %d requests an address', (requestsPerAddress) => {
  const waf = { requestsPerAddress };
  expect(
    refusalOf((stack) => ({
      endpoint: McpEndpoint.restApi({ waf, domain: { name: 'mcp.example.com', zone: zoneIn(stack) } }),
    })),
  ).toBe(`waf.requestsPerAddress is ${requestsPerAddress}; allowed are whole numbers from 10 to 2000000000.`);
});
