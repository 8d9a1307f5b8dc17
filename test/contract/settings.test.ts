import {
  CONTRACT_VERSION,
  DEFAULT_RATES,
  LOG_LEVELS,
  SETTING_NAMES,
  SettingsError,
  readSettings,
  toEnvironment,
  type Settings,
} from '../../lambda/contract';

const SETTINGS: Settings = {
  contract: CONTRACT_VERSION,
  url: 'https://mcp.example.com/mcp',
  auth: { kind: 'jwt', issuer: 'https://login.example.com/', audience: 'support-desk' },
  alternateUrls: [],
  approvalsUrl: 'http://127.0.0.1:8787/approvals',
  allowedOrigins: [],
  maxBodyBytes: 1_048_576,
  logLevel: 'INFO',
  release: 'r1',
  latencyObjectives: { serviceMs: 1_000, toolsMs: {} },
  tracing: 'off',
  secrets: {},
  idempotencyTable: 'idempotency',
  limitsTable: 'limits',
  idempotencyKeptSeconds: 604_800,
  rates: DEFAULT_RATES,
  approvalRecords: { logGroup: 'SupportDesk-Approvals', events: true },
};

const ENVIRONMENT = toEnvironment(SETTINGS);

/** What `readSettings` refuses an environment with. */
function refusal(changes: Record<string, string | undefined>): string {
  try {
    readSettings({ ...ENVIRONMENT, ...changes });
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('what synth writes is what the server reads', () => {
  const awkward = [
    '',
    ' ',
    'é',
    '日本',
    '😀',
    '"',
    '\\',
    '\n',
    '{}',
    '[]',
    "';--",
    '\u2028',
    '__proto__',
    '=',
    ',',
  ];

  test.each<readonly [string, Partial<Settings>]>([
    ['nothing special', {}],
    ['no authentication', { auth: { kind: 'unauthenticated' } }],
    [
      'an issuer with its keys somewhere else',
      { auth: { kind: 'jwt', issuer: 'https://a/', audience: 'b', jwksUri: 'https://c/keys?x=1&y="2"' } },
    ],
    ['a URL with a port and a query', { url: 'http://127.0.0.1:8080/mcp?a=b' }],
    ['origins', { allowedOrigins: ['https://app.example.com', 'http://localhost:6274'] }],
    ['origins of any text', { allowedOrigins: awkward }],
    ['the smallest body', { maxBodyBytes: 0 }],
    ['the largest body', { maxBodyBytes: 999_999_999_999_999 }],
    [
      'secrets',
      { secrets: { stripe: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:stripe-AbCdEf' } },
    ],
    ['secrets of any name', { secrets: Object.fromEntries(awkward.map((text) => [text, `arn:${text}`])) }],
  ])('%s', (_what, changes) => {
    const settings = { ...SETTINGS, ...changes };
    expect(readSettings(toEnvironment(settings))).toStrictEqual(settings);
  });

  test.each(LOG_LEVELS)('log level %s', (logLevel) => {
    expect(readSettings(toEnvironment({ ...SETTINGS, logLevel })).logLevel).toBe(logLevel);
  });

  test.each(awkward.filter((text) => text !== ''))('the text %j as audience and as table name', (text) => {
    const settings: Settings = {
      ...SETTINGS,
      auth: { kind: 'jwt', issuer: 'https://login.example.com/', audience: text },
      idempotencyTable: text,
    };
    expect(readSettings(toEnvironment(settings))).toStrictEqual(settings);
  });

  test('every setting has a variable of its own, and nothing else is written', () => {
    expect(Object.keys(ENVIRONMENT)).toEqual(SETTING_NAMES);
    expect(new Set(SETTING_NAMES).size).toBe(Object.keys(SETTINGS).length);
  });

  test('what may be absent is not written, and not read', () => {
    const { approvalsUrl: _desk, ...cloud } = SETTINGS;
    expect(toEnvironment(cloud)).not.toHaveProperty('MCP_APPROVALS_URL');
    expect(readSettings(toEnvironment(cloud))).toStrictEqual(cloud);
  });

  test('variables that are not the server’s are left alone', () => {
    expect(readSettings({ ...ENVIRONMENT, PATH: '/bin', MCP_LATER: 'x' })).toStrictEqual(SETTINGS);
  });
});

describe('a deployment that cannot work is refused at boot', () => {
  test('every problem is named at once', () => {
    const { MCP_URL: _url, MCP_LIMITS_TABLE: _table, ...rest } = ENVIRONMENT;
    expect(() => readSettings({ ...rest, MCP_LOG_LEVEL: 'LOUD' })).toThrow(
      new SettingsError(
        'The server cannot start: MCP_URL must be set; it is missing; ' +
          "MCP_LOG_LEVEL must be one of DEBUG, INFO, WARN, ERROR; got 'LOUD'; " +
          'MCP_LIMITS_TABLE must be set; it is missing.',
      ),
    );
  });

  test('an empty environment misses all of them', () => {
    const later = new Set([
      'MCP_ALTERNATE_URLS',
      'MCP_APPROVALS_URL',
      'MCP_RELEASE',
      'MCP_LATENCY_OBJECTIVES',
      'MCP_TRACING',
      'MCP_IDEMPOTENCY_KEPT_SECONDS',
      'MCP_RATES',
      'MCP_APPROVAL_RECORDS',
    ]);
    const needed = SETTING_NAMES.filter((name) => !later.has(name));
    const missing = needed.map((name) => `${name} must be set; it is missing`).join('; ');
    expect(() => readSettings({})).toThrow(new SettingsError(`The server cannot start: ${missing}.`));
  });

  test('a template that does not know rates or the time records are kept gets the defaults', () => {
    const { MCP_RATES: _rates, MCP_IDEMPOTENCY_KEPT_SECONDS: _kept, ...older } = ENVIRONMENT;
    expect(readSettings(older)).toMatchObject({ rates: DEFAULT_RATES, idempotencyKeptSeconds: 604_800 });
  });

  test.each([
    '1000',
    '{}',
    '{"serviceMs":1000}',
    '{"serviceMs":0,"toolsMs":{}}',
    '{"serviceMs":1000,"toolsMs":[]}',
    '{"serviceMs":1000,"toolsMs":{"export":"15 s"}}',
  ])('latency objectives %s', (text) => {
    expect(refusal({ MCP_LATENCY_OBJECTIVES: text })).toBe(
      'The server cannot start: MCP_LATENCY_OBJECTIVES must be {"serviceMs":…,"toolsMs":{"<tool>":…}} of positive numbers.',
    );
  });

  const RATES =
    'MCP_RATES must be a JSON object of caller, callerWrites, tenant, tool and callerTool, each false or {"perMinute","burst"}';
  const off = { caller: false, callerWrites: false, tenant: false, tool: false, callerTool: false };

  test.each([
    'none',
    'null',
    '{}',
    JSON.stringify({ ...off, agent: false }),
    JSON.stringify({ ...off, tool: true }),
    JSON.stringify({ ...off, tool: { perMinute: 60 } }),
    JSON.stringify({ ...off, tool: { perMinute: 60, burst: 0 } }),
    JSON.stringify({ ...off, tool: { perMinute: 60, burst: 30, cost: 2 } }),
  ])('rates %s', (text) => {
    expect(refusal({ MCP_RATES: text })).toBe(`The server cannot start: ${RATES}.`);
  });

  const JWT =
    'MCP_AUTH must be {"kind":"jwt","issuer","audience"}, {"kind":"cognito",…} or {"kind":"unauthenticated"}';
  const URLS = 'MCP_ALTERNATE_URLS must be a JSON array of absolute URLs';
  const ORIGINS = 'MCP_ALLOWED_ORIGINS must be a JSON array of origins';
  const SECRETS = 'MCP_SECRETS must be a JSON object of secret ARNs';

  test.each([
    ['MCP_CONTRACT', 'one', "MCP_CONTRACT must be a whole number; got 'one'"],
    ['MCP_CONTRACT', '', "MCP_CONTRACT must be a whole number; got ''"],
    ['MCP_URL', '/mcp', "MCP_URL must be an absolute URL; got '/mcp'"],
    ['MCP_URL', '', "MCP_URL must be an absolute URL; got ''"],
    ['MCP_APPROVALS_URL', '/approvals', "MCP_APPROVALS_URL must be an absolute URL; got '/approvals'"],
    ['MCP_MAX_BODY_BYTES', '-1', "MCP_MAX_BODY_BYTES must be a whole number; got '-1'"],
    ['MCP_MAX_BODY_BYTES', '1.5', "MCP_MAX_BODY_BYTES must be a whole number; got '1.5'"],
    ['MCP_MAX_BODY_BYTES', '1e6', "MCP_MAX_BODY_BYTES must be a whole number; got '1e6'"],
    [
      'MCP_MAX_BODY_BYTES',
      '9'.repeat(16),
      `MCP_MAX_BODY_BYTES must be a whole number; got '${'9'.repeat(16)}'`,
    ],
    ['MCP_LOG_LEVEL', 'info', "MCP_LOG_LEVEL must be one of DEBUG, INFO, WARN, ERROR; got 'info'"],
    ['MCP_IDEMPOTENCY_TABLE', '', 'MCP_IDEMPOTENCY_TABLE must be a non-empty text'],
    ['MCP_LIMITS_TABLE', '', 'MCP_LIMITS_TABLE must be a non-empty text'],
    ['MCP_AUTH', '', JWT],
    ['MCP_AUTH', 'null', JWT],
    ['MCP_AUTH', '"jwt"', JWT],
    ['MCP_AUTH', '{}', JWT],
    ['MCP_AUTH', '{"kind":"basic"}', JWT],
    ['MCP_AUTH', '{"kind":"basic","issuer":"https://a/","audience":"b"}', JWT],
    ['MCP_AUTH', '{"kind":"jwt"}', JWT],
    ['MCP_AUTH', '{"kind":"jwt","issuer":"https://a/"}', JWT],
    ['MCP_AUTH', '{"kind":"jwt","audience":"b"}', JWT],
    ['MCP_AUTH', '{"kind":"jwt","issuer":"https://a/","audience":""}', JWT],
    ['MCP_AUTH', '{"kind":"jwt","issuer":"","audience":"b"}', JWT],
    ['MCP_AUTH', '{"kind":"jwt","issuer":1,"audience":"b"}', JWT],
    ['MCP_AUTH', '{"kind":"jwt","issuer":"https://a/","audience":["b"]}', JWT],
    ['MCP_AUTH', '{"kind":"jwt","issuer":"https://a/","audience":"b","jwksUri":""}', JWT],
    ['MCP_AUTH', '{"kind":"jwt","issuer":"https://a/","audience":"b","jwksUri":null}', JWT],
    ['MCP_ALTERNATE_URLS', '["mcp.example.com"]', URLS],
    ['MCP_ALTERNATE_URLS', 'https://mcp.example.com/mcp', URLS],
    ['MCP_ALLOWED_ORIGINS', 'https://app.example.com', ORIGINS],
    ['MCP_ALLOWED_ORIGINS', '{}', ORIGINS],
    ['MCP_ALLOWED_ORIGINS', '[1]', ORIGINS],
    ['MCP_SECRETS', '[]', SECRETS],
    ['MCP_SECRETS', 'null', SECRETS],
    ['MCP_SECRETS', '{"stripe":1}', SECRETS],
    ['MCP_SECRETS', '{"stripe":', SECRETS],
  ])('%s=%s', (name, text, problem) => {
    expect(refusal({ [name]: text })).toBe(`The server cannot start: ${problem}.`);
  });

  test('a text that could hold names of secrets is not repeated in the message', () => {
    expect(refusal({ MCP_SECRETS: '{"payroll-master-key":7}' })).not.toContain('payroll');
  });
});

describe('a template and a server of two releases', () => {
  test('a newer template asks for a newer server', () => {
    expect(refusal({ MCP_CONTRACT: String(CONTRACT_VERSION + 1) })).toBe(
      `The server cannot start: the template speaks contract ${CONTRACT_VERSION + 1} and this server ${CONTRACT_VERSION}: ` +
        'upgrade the server image to the same release.',
    );
  });

  test('an older template asks for a newer stack', () => {
    expect(refusal({ MCP_CONTRACT: String(CONTRACT_VERSION - 1) })).toBe(
      `The server cannot start: the template speaks contract ${CONTRACT_VERSION - 1} and this server ${CONTRACT_VERSION}: ` +
        'upgrade the stack to the same release.',
    );
  });

  test('the mismatch is named beside what it caused', () => {
    expect(refusal({ MCP_CONTRACT: '0', MCP_LIMITS_TABLE: undefined })).toBe(
      'The server cannot start: MCP_LIMITS_TABLE must be set; it is missing; ' +
        `the template speaks contract 0 and this server ${CONTRACT_VERSION}: upgrade the stack to the same release.`,
    );
  });
});
