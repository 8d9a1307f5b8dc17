import { CONTRACT_VERSION, type Settings } from '../../lambda/contract';

/** Settings of a server that lets everybody in. */
export const OPEN_SETTINGS: Settings = {
  contract: CONTRACT_VERSION,
  url: 'https://mcp.example.com/mcp',
  auth: { kind: 'unauthenticated' },
  allowedOrigins: ['https://app.example.com'],
  maxBodyBytes: 1_048_576,
  logLevel: 'INFO',
  secrets: {},
  idempotencyTable: 'idempotency',
  limitsTable: 'limits',
};
