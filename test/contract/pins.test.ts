/**
 * Literals that a peer depends on: deployed stacks, stored records, dashboards, agents. They are written out
 * here and never imported: a test that imports what it pins agrees with every change. When one of these goes
 * red, the change is visible outside this repository: it needs `CONTRACT_VERSION` or another release.
 */
import {
  ALTERNATE_URLS_SETTING,
  APPROVAL_RECORDS_SETTING,
  APPROVAL_EVENTS,
  EVENT_SOURCE,
  APPROVAL_AUDIT_PARTITION,
  APPROVAL_PARTITION,
  APPROVALS_URL_SETTING,
  AUTH_SETTING,
  URL_SETTING,
  CONTRACT_SETTING,
  CONTRACT_VERSION,
  DEFAULT_RATES,
  EFFECTS,
  ERASURE_AUDIT_PARTITION,
  ERROR_CODES,
  ERROR_META_KEY,
  LOG_LEVELS,
  METRICS,
  METRIC_NAMESPACE,
  PARTITION_KEY,
  PROBE_EVENT_KEY,
  PROBE_EVENT_VALUE,
  READ_SCOPE,
  RESOLUTION_AUDIT_PARTITION,
  ROUTES,
  SETTING_NAMES,
  SORT_KEY,
  SWITCH_AUDIT_PARTITION,
  SWITCH_PARTITION,
  TTL_ATTRIBUTE,
} from '../../lambda/contract';

test('the contract is version 1', () => {
  expect(CONTRACT_VERSION).toBe(1);
});

test('the server is configured by exactly these environment variables', () => {
  expect(SETTING_NAMES).toEqual([
    'MCP_CONTRACT',
    'MCP_URL',
    'MCP_ALTERNATE_URLS',
    'MCP_APPROVALS_URL',
    'MCP_AUTH',
    'MCP_ALLOWED_ORIGINS',
    'MCP_MAX_BODY_BYTES',
    'MCP_LOG_LEVEL',
    'MCP_RELEASE',
    'MCP_LATENCY_OBJECTIVES',
    'MCP_TRACING',
    'MCP_SECRETS',
    'MCP_IDEMPOTENCY_TABLE',
    'MCP_IDEMPOTENCY_KEPT_SECONDS',
    'MCP_LIMITS_TABLE',
    'MCP_RATES',
    'MCP_APPROVAL_RECORDS',
  ]);
  expect(CONTRACT_SETTING).toBe('MCP_CONTRACT');
  expect(AUTH_SETTING).toBe('MCP_AUTH');
  expect(APPROVALS_URL_SETTING).toBe('MCP_APPROVALS_URL');
  expect(APPROVAL_RECORDS_SETTING).toBe('MCP_APPROVAL_RECORDS');
  expect([URL_SETTING, ALTERNATE_URLS_SETTING]).toEqual(['MCP_URL', 'MCP_ALTERNATE_URLS']);
});

test('log levels keep their names', () => {
  expect(LOG_LEVELS).toEqual(['DEBUG', 'INFO', 'WARN', 'ERROR']);
});

test('both state tables keep their keys and their expiry attribute', () => {
  expect({
    APPROVAL_AUDIT_PARTITION,
    APPROVAL_PARTITION,
    ERASURE_AUDIT_PARTITION,
    PARTITION_KEY,
    RESOLUTION_AUDIT_PARTITION,
    SORT_KEY,
    SWITCH_AUDIT_PARTITION,
    SWITCH_PARTITION,
    TTL_ATTRIBUTE,
  }).toEqual({
    APPROVAL_AUDIT_PARTITION: 'APPROVAL_AUDIT',
    APPROVAL_PARTITION: 'APPROVAL',
    ERASURE_AUDIT_PARTITION: 'ERASURE_AUDIT',
    PARTITION_KEY: 'pk',
    RESOLUTION_AUDIT_PARTITION: 'RESOLUTION_AUDIT',
    SORT_KEY: 'sk',
    SWITCH_AUDIT_PARTITION: 'SWITCH_AUDIT',
    SWITCH_PARTITION: 'SWITCH',
    TTL_ATTRIBUTE: 'expiresAt',
  });
});

test('the server answers at exactly these paths', () => {
  expect(ROUTES).toEqual({
    mcp: '/mcp',
    live: '/health/live',
    ready: '/health/ready',
    protectedResource: '/.well-known/oauth-protected-resource/mcp',
    protectedResourceRoot: '/.well-known/oauth-protected-resource',
    authorizationServer: '/.well-known/oauth-authorization-server',
    openidConfiguration: '/.well-known/openid-configuration',
    oauthAuthorize: '/oauth/authorize',
    oauthConsent: '/oauth/consent',
    oauthCallback: '/oauth/callback',
    oauthToken: '/oauth/token',
    oauthRevoke: '/oauth/revoke',
    oauthRegister: '/oauth/register',
    approvals: '/approvals',
    approval: '/approvals/:id',
    approvalsCallback: '/approvals/callback',
    approvalsLogout: '/approvals/logout',
  });
});

test('the server publishes exactly these metrics, each under exactly these dimension sets', () => {
  expect(METRIC_NAMESPACE).toBe('McpService');
  const call = [['service'], ['service', 'tool'], ['service', 'release']];
  const service = [['service']];
  const check = [['service', 'check']];
  expect(METRICS).toEqual({
    calls: { name: 'Calls', unit: 'Count', dimensions: call },
    faults: { name: 'Faults', unit: 'Count', dimensions: call },
    slow: { name: 'Slow', unit: 'Count', dimensions: call },
    latency: { name: 'Latency', unit: 'Milliseconds', dimensions: call },
    errors: { name: 'Errors', unit: 'Count', dimensions: [['service'], ['service', 'code']] },
    rateLimited: { name: 'RateLimited', unit: 'Count', dimensions: service },
    replays: { name: 'Replays', unit: 'Count', dimensions: service },
    unknownOutcomes: { name: 'UnknownOutcomes', unit: 'Count', dimensions: service },
    limitStoreUnavailable: { name: 'LimitStoreUnavailable', unit: 'Count', dimensions: service },
    unauthorized: { name: 'Unauthorized', unit: 'Count', dimensions: service },
    coldStarts: { name: 'ColdStarts', unit: 'Count', dimensions: service },
    healthChecksDown: { name: 'HealthChecksDown', unit: 'Count', dimensions: service },
    healthCheckUp: { name: 'HealthCheckUp', unit: 'Count', dimensions: check },
    healthCheckLatency: { name: 'HealthCheckLatency', unit: 'Milliseconds', dimensions: check },
    approvalsPending: { name: 'ApprovalsPending', unit: 'Count', dimensions: service },
    approvalsOldestAge: { name: 'ApprovalsOldestAge', unit: 'Seconds', dimensions: service },
    inFlight: { name: 'InFlight', unit: 'Count', dimensions: service },
    activeConnections: { name: 'ActiveConnections', unit: 'Count', dimensions: service },
  });
});

test('rules of others match on these words of an event', () => {
  expect(EVENT_SOURCE).toBe('cdk-mcp-service');
  expect(APPROVAL_EVENTS).toEqual({
    requested: 'Approval requested',
    approved: 'Approval approved',
    denied: 'Approval denied',
    executed: 'Approval executed',
  });
});

test('the probe of a schedule is this event', () => {
  expect({ [PROBE_EVENT_KEY]: PROBE_EVENT_VALUE }).toEqual({ 'cdk-mcp-service': 'probe' });
});

test('effects keep their names, and reading is what prompts and resources need', () => {
  expect(EFFECTS).toEqual(['read', 'write', 'destructive']);
  expect(READ_SCOPE).toBe('read');
});

test('an error record travels under its own key', () => {
  expect(ERROR_META_KEY).toBe('cdk-mcp-service/error');
});

test('a call ends with one of these codes, and each says whether to retry and whose fault it is', () => {
  expect(ERROR_CODES).toEqual({
    INVALID_ARGUMENTS: { retryable: false, fault: false },
    UNKNOWN_TOOL: { retryable: false, fault: false },
    NOT_FOUND: { retryable: false, fault: false },
    CONFLICT: { retryable: false, fault: false },
    PERMISSION_DENIED: { retryable: false, fault: false },
    BLOCKED: { retryable: false, fault: false },
    RATE_LIMITED: { retryable: true, fault: false },
    IN_PROGRESS: { retryable: true, fault: false },
    IDEMPOTENCY_CONFLICT: { retryable: false, fault: false },
    APPROVAL_REQUIRED: { retryable: false, fault: false },
    APPROVAL_DENIED: { retryable: false, fault: false },
    TIMED_OUT: { retryable: false, fault: true },
    OUTCOME_UNKNOWN: { retryable: false, fault: true },
    UPSTREAM_UNAVAILABLE: { retryable: true, fault: true },
    STATE_UNAVAILABLE: { retryable: true, fault: true },
    OUTPUT_INVALID: { retryable: false, fault: true },
    OVERLOADED: { retryable: true, fault: true },
    INTERNAL: { retryable: false, fault: true },
  });
});

test('a service that says nothing has these limits', () => {
  expect(DEFAULT_RATES).toEqual({
    caller: { perMinute: 60, burst: 30 },
    callerWrites: { perMinute: 20, burst: 10 },
    tenant: false,
    tool: false,
    callerTool: false,
  });
});
