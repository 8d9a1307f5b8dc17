import { CONTRACT_VERSION, type ServiceRates, type Settings } from '../../lambda/contract';

/** Tests call as often as they like, but for those of limits. */
export const NO_RATES: ServiceRates = {
  caller: false,
  callerWrites: false,
  tenant: false,
  tool: false,
  callerTool: false,
};

/** Settings of a server that lets everybody in. */
export const OPEN_SETTINGS: Settings = {
  contract: CONTRACT_VERSION,
  url: 'https://mcp.example.com/mcp',
  auth: { kind: 'unauthenticated' },
  alternateUrls: [],
  allowedOrigins: ['https://app.example.com'],
  maxBodyBytes: 1_048_576,
  logLevel: 'INFO',
  release: 'r1',
  latencyObjectives: { serviceMs: 1_000, toolsMs: {} },
  tracing: 'off',
  secrets: {},
  idempotencyTable: 'idempotency',
  idempotencyKeptSeconds: 604_800,
  limitsTable: 'limits',
  rates: NO_RATES,
  approvalRecords: { events: false },
};
