/**
 * CloudFormation updates configuration before code, and a rollback the other way round: a server meets the
 * environment of the release before its own. What each release wrote is kept here as it was written.
 */
import { readSettings } from '../../lambda/contract';

const RELEASE_0_1 = {
  MCP_CONTRACT: '1',
  MCP_URL: 'https://abc123.execute-api.eu-west-1.amazonaws.com/mcp',
  MCP_AUTH: '{"kind":"jwt","issuer":"https://login.example.com/","audience":"support-desk"}',
  MCP_ALLOWED_ORIGINS: '["https://app.example.com"]',
  MCP_MAX_BODY_BYTES: '1048576',
  MCP_LOG_LEVEL: 'INFO',
  MCP_SECRETS: '{"stripe":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:stripe-AbCdEf"}',
  MCP_IDEMPOTENCY_TABLE: 'SupportDesk-Idempotency',
  MCP_LIMITS_TABLE: 'SupportDesk-Limits',
};

test('the environment that release 0.1 deployed is still read', () => {
  expect(readSettings(RELEASE_0_1)).toMatchObject({
    contract: 1,
    url: 'https://abc123.execute-api.eu-west-1.amazonaws.com/mcp',
    auth: { kind: 'jwt', issuer: 'https://login.example.com/', audience: 'support-desk' },
    allowedOrigins: ['https://app.example.com'],
    maxBodyBytes: 1_048_576,
    logLevel: 'INFO',
    secrets: { stripe: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:stripe-AbCdEf' },
    idempotencyTable: 'SupportDesk-Idempotency',
    limitsTable: 'SupportDesk-Limits',
    // What it did not know yet.
    release: 'unknown',
    latencyObjectives: { serviceMs: 1_000, toolsMs: {} },
    tracing: 'off',
    approvalRecords: { events: false },
  });
});

test('an open server of release 0.1 is still read as open, and never by accident', () => {
  expect(readSettings({ ...RELEASE_0_1, MCP_AUTH: '{"kind":"unauthenticated"}' }).auth).toEqual({
    kind: 'unauthenticated',
  });
  expect(() => readSettings({ ...RELEASE_0_1, MCP_AUTH: undefined })).toThrow('MCP_AUTH must be set');
});
