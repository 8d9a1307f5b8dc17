/** What synth refuses. Each message says what was got, what is allowed and what to do. */
import { Duration } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  McpAuth,
  McpEndpoint,
  McpRollout,
  McpRuntime,
  McpService,
  type EndpointContext,
  type McpServiceProps,
  type ToolManifest,
} from 'cdk-mcp-service';
import { manifestWith } from '../support/manifest';
import { refusal } from '../support/refusal';
import { authContext } from './auth/context';
import { ADDER, JWT, NOBODY, functionOf, newStack } from './stacks';
import { serviceRates } from '../../lib/limits/service-rates';

/** These are refused before anything is bundled: the module need not exist. */
function refusalOf(props: Partial<McpServiceProps>): string {
  return refusal(
    () => new McpService(newStack(), 'Mcp', { tools: 'nowhere.ts', auth: JWT, alerts: NOBODY, ...props }),
  );
}

const PAST_THE_CHECKS = /^There is no tools module at nowhere\.ts/;

describe('environment', () => {
  test.each([
    'MCP_URL',
    'MCP_OF_MINE',
    'AWS_REGION',
    'AWS_LAMBDA_EXEC_WRAPPER',
    'LAMBDA_TASK_ROOT',
    'POWERTOOLS_LOG_LEVEL',
    'NODE_OPTIONS',
    'PORT',
    'HOST',
    '_HANDLER',
  ])('%s belongs to somebody else', (name) => {
    expect(refusalOf({ environment: { [name]: 'x' } })).toBe(
      `environment: '${name}' belongs to the server or to Lambda; give yours another name, for example 'APP_${name}'.`,
    );
  });

  test.each(['', '1ST', 'WITH-DASH', 'with space', 'É'])('%j is no name', (name) => {
    expect(refusalOf({ environment: { [name]: 'x' } })).toBe(
      `environment: '${name}' is not a variable name; allowed are a letter, then letters, digits and underscores.`,
    );
  });

  test.each([
    'TICKETS_TABLE',
    'PORTAL',
    'HOSTNAME_OF_CRM',
    'NODE_OPTIONS_OF_MINE',
    'lower_case',
    'APP_MCP_URL',
  ])('%s is yours', (name) => {
    expect(refusalOf({ environment: { [name]: 'x' } })).toMatch(PAST_THE_CHECKS);
  });
});

describe('allowedOrigins', () => {
  test.each([
    ['https://app.example.com/', "did you mean 'https://app.example.com'?"],
    ['https://app.example.com/path?x=1', "did you mean 'https://app.example.com'?"],
    ['https://App.Example.com', "did you mean 'https://app.example.com'?"],
    ['https://app.example.com:443', "did you mean 'https://app.example.com'?"],
    ['https://ana:pw@app.example.com', "did you mean 'https://app.example.com'?"],
    ['app.example.com', "give a scheme and a host, such as 'https://app.example.com'."],
    ['null', "give a scheme and a host, such as 'https://app.example.com'."],
    ['file:///index.html', "give a scheme and a host, such as 'https://app.example.com'."],
    ['', "give a scheme and a host, such as 'https://app.example.com'."],
    ['*', 'wildcards are not matched: name every origin.'],
    ['https://*.example.com', 'wildcards are not matched: name every origin.'],
  ])('%j is no origin', (origin, remedy) => {
    expect(refusalOf({ allowedOrigins: ['https://ok.example.com', origin] })).toBe(
      `allowedOrigins: '${origin}' is not an origin; ${remedy}`,
    );
  });

  test.each([
    'https://app.example.com',
    'http://localhost:6274',
    'https://xn--exmple-cua.com',
    'chrome-extension://abcdefghijklmnop',
  ])('%s is one', (origin) => {
    expect(refusalOf({ allowedOrigins: [origin] })).toMatch(PAST_THE_CHECKS);
  });
});

describe('maxBodyBytes', () => {
  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])(
    '%d would not boot',
    (maxBodyBytes) => {
      expect(refusalOf({ maxBodyBytes })).toBe(
        `maxBodyBytes is ${maxBodyBytes}; allowed are whole numbers from 1. The default is 1048576.`,
      );
    },
  );

  test('1 is allowed', () => {
    expect(refusalOf({ maxBodyBytes: 1 })).toMatch(PAST_THE_CHECKS);
  });
});

describe('McpAuth.jwt', () => {
  const options = { issuer: 'https://login.example.com/', audience: 'desk' };

  test.each(['http://login.example.com/', 'login.example.com', '', 'ftp://login.example.com'])(
    'the issuer %j is refused',
    (issuer) => {
      expect(refusal(() => McpAuth.jwt({ ...options, issuer }))).toBe(
        `McpAuth.jwt: issuer is '${issuer}'; give an https URL such as 'https://login.example.com/'.`,
      );
    },
  );

  test('keys without encryption are refused', () => {
    expect(refusal(() => McpAuth.jwt({ ...options, jwksUri: 'http://login.example.com/keys' }))).toBe(
      "McpAuth.jwt: jwksUri is 'http://login.example.com/keys'; give an https URL such as 'https://login.example.com/'.",
    );
  });

  test('an empty audience is refused', () => {
    expect(refusal(() => McpAuth.jwt({ ...options, audience: '' }))).toBe(
      "McpAuth.jwt: audience is empty; give this service's identifier at the issuer, or any token of the issuer would do.",
    );
  });

  test('suits any tools at any endpoint', () => {
    const manifest = manifestWith([{ effect: 'destructive' }]);
    expect(McpAuth.jwt(options).bind(newStack(), authContext({ manifest }))).toEqual({
      settings: { kind: 'jwt', ...options },
      summary: 'tokens of https://login.example.com/',
      secrets: [],
    });
  });
});

describe('McpAuth.unauthenticated', () => {
  const open = McpAuth.unauthenticated({ reason: 'numbers are public' });
  const writing = manifestWith([
    { name: 'look' },
    { name: 'note', effect: 'write' },
    { name: 'refund', effect: 'destructive' },
  ]);

  test('is refused when anybody on the internet could change something', () => {
    expect(refusal(() => open.bind(newStack(), authContext({ manifest: writing })))).toBe(
      'McpAuth.unauthenticated: anybody on the internet could call note, refund. ' +
        "Use McpAuth.cognito({ firstUser: 'ana@example.com' }) or McpAuth.jwt({ issuer, audience }), or leave only tools with effect read in this service.",
    );
  });

  test('is refused by the whole construct too', () => {
    const props = { tools: 'test/fixtures/workbench.ts', auth: open, alerts: NOBODY };
    expect(refusal(() => new McpService(newStack(), 'Mcp', props))).toMatch(
      /^McpAuth\.unauthenticated: anybody on the internet could call leak_password, hang, /,
    );
  });

  test('is allowed where tools only read, or nobody from outside gets in', () => {
    const bound = {
      settings: { kind: 'unauthenticated' },
      summary: 'no authentication: numbers are public',
      secrets: [],
    };
    expect(open.bind(newStack(), authContext({ manifest: manifestWith([{}]) }))).toEqual(bound);
    expect(open.bind(newStack(), authContext({ manifest: writing, publicEndpoint: false }))).toEqual(bound);
  });

  test.each(['', ' \n'])('needs a reason: %j is none', (reason) => {
    expect(refusal(() => McpAuth.unauthenticated({ reason }))).toBe(
      'McpAuth.unauthenticated: reason is empty; say why nobody has to prove who they are.',
    );
  });

  test('its reason fits into a description of the template', () => {
    expect(refusal(() => McpAuth.unauthenticated({ reason: 'é'.repeat(401) }))).toBe(
      'McpAuth.unauthenticated: reason has 802 bytes; allowed are 800, because it is kept in a description.',
    );
    expect(refusal(() => McpAuth.unauthenticated({ reason: 'é'.repeat(400) }))).toBe('accepted');
  });
});

describe('limits', () => {
  const jwt = { kind: 'jwt', issuer: 'https://i.example/', audience: 'a' } as const;
  const refused = (limits: object, tools: readonly Partial<ToolManifest>[] = [{}]): string =>
    refusal(() => serviceRates(limits, { manifest: manifestWith(tools), auth: jwt }));

  test.each<readonly [string, object, string]>([
    [
      'one that is not known',
      { agent: false },
      "limits has no 'agent'; the limits are caller, callerWrites, tenant, tool, callerTool.",
    ],
    [
      'one that is no rate',
      { caller: 60 },
      'limits.caller is 60; give { perMinute, burst }, or false for no limit.',
    ],
    [
      'one without a burst to keep back from',
      { tool: { perMinute: 6_000, burst: 10 } },
      'limits.tool: burst is 10; at 6000 a minute give 420 or more: a part is kept back for clocks that differ and tokens in flight.',
    ],
    [
      'tenants that callers do not have',
      { tenant: { perMinute: 60, burst: 30 } },
      'limits.tenant has no effect: callers have no tenant. Say which claim names it, tenantClaim of McpAuth.cognito or McpAuth.jwt, or leave the limit out.',
    ],
  ])('%s', (_what, limits, message) => {
    expect(refused(limits)).toBe(message);
  });

  test('a call that could never be let through is refused with the tool and what would suffice', () => {
    const tools = [{ name: 'export', rates: { cost: 40 } }];
    expect(refused({}, tools)).toBe(
      'limits.caller: burst is 30; at 60 a minute and a cost of 40 give 42 or more: ' +
        "a part is kept back for clocks that differ and tokens in flight. The cost is that of tool 'export'.",
    );
    expect(refused({ caller: { perMinute: 60, burst: 42 } }, tools)).toBe('accepted');
    expect(refused({ caller: false, callerWrites: { perMinute: 20, burst: 10 } }, tools)).toBe('accepted');
    expect(refused({ caller: false }, [{ name: 'export', effect: 'write', rates: { cost: 40 } }])).toMatch(
      /^limits\.callerWrites: burst is 10;/,
    );
    const own = [{ name: 'export', rates: { cost: 40, tool: { perMinute: 60, burst: 50 } } }];
    expect(refused({ caller: false, tool: { perMinute: 60, burst: 10 } }, own)).toBe('accepted');
  });
});

describe('how long calls are remembered', () => {
  test.each<readonly [Duration, string]>([
    [
      Duration.minutes(59),
      'idempotency.keep is 3540 seconds; allowed are 1 hour (3600) to 1 year (31536000)',
    ],
    [Duration.days(366), 'idempotency.keep is 31622400 seconds; allowed are'],
    [Duration.millis(3_600_500), 'idempotency.keep is 3600500 ms; give whole seconds'],
  ])('%s is refused', (keep, message) => {
    expect(refusalOf({ idempotency: { keep } })).toContain(message);
  });

  test.each([Duration.hours(1), Duration.days(365)])('%s is allowed', (keep) => {
    expect(refusalOf({ idempotency: { keep } })).toMatch(PAST_THE_CHECKS);
  });
});

describe('time-outs', () => {
  const endpointContext = (tools: readonly Partial<ToolManifest>[]): EndpointContext => ({
    manifest: manifestWith(tools),
    runtime: 'lambda',
    maxBodyBytes: 1_048_576,
    protect: true,
  });

  function bindEndpoint(tools: readonly Partial<ToolManifest>[]): string {
    return refusal(() => McpEndpoint.httpApi().bind(newStack(), endpointContext(tools)));
  }

  test('a tool that an HTTP API would not wait for is refused', () => {
    expect(bindEndpoint([{}, { name: 'export', timeoutMs: 28_001 }])).toBe(
      "tool 'export' may take 28001 ms (rule and handler together), and an HTTP API gives up after 30000 ms. " +
        'Lower timeoutMs or checkTimeoutMs so that they add up to 28000 ms at most.',
    );
  });

  test('its rule counts', () => {
    expect(bindEndpoint([{ name: 'export', timeoutMs: 25_000, checkTimeoutMs: 5_000 }])).toContain(
      "tool 'export' may take 30000 ms",
    );
  });

  test('up to the bound it is allowed', () => {
    expect(bindEndpoint([{ timeoutMs: 23_000, checkTimeoutMs: 5_000 }])).toBe('accepted');
  });

  test.each([
    [1, 6],
    [20_000, 25],
    [20_001, 26],
    [900_000, 900],
  ])('a longest call of %d ms gives the function %d s', (timeoutMs, seconds) => {
    const stack = newStack();
    const runtime = McpRuntime.lambda().bind(stack, {
      bundle: {
        directory: 'test/fixtures',
        hash: 'a'.repeat(64),
        manifest: manifestWith([{ timeoutMs }]),
        inputs: [],
      },
      environment: {},
      logRetention: RetentionDays.ONE_WEEK,
      protect: false,
      tracing: false,
      auth: { kind: 'unauthenticated' },
      streams: false,
      readsSecrets: false,
      sendsEvents: false,
      rollout: McpRollout.canary(),
    });
    expect(functionOf(runtime).timeout?.toSeconds()).toBe(seconds);
  });
});

test('a module that cannot be bundled fails the synth with its own error', () => {
  expect(refusalOf({})).toMatch(PAST_THE_CHECKS);
  expect(refusal(() => new McpService(newStack(), 'Mcp', { tools: ADDER, auth: JWT, alerts: NOBODY }))).toBe(
    'accepted',
  );
});
