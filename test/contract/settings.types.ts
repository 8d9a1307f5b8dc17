/** Held by `tsc`: the commands of a compiler that refuses. */
import { CONTRACT_VERSION, DEFAULT_RATES, toEnvironment, type Settings } from '../../lambda/contract';

const { limitsTable: _dropped, ...WITHOUT_ONE }: Settings = {
  contract: CONTRACT_VERSION,
  url: 'https://mcp.example.com/mcp',
  auth: { kind: 'unauthenticated' },
  alternateUrls: [],
  allowedOrigins: [],
  maxBodyBytes: 1,
  logLevel: 'INFO',
  release: 'r1',
  latencyObjectives: { serviceMs: 1_000, toolsMs: {} },
  tracing: 'off',
  secrets: {},
  idempotencyTable: 'a',
  limitsTable: 'b',
  idempotencyKeptSeconds: 604_800,
  rates: DEFAULT_RATES,
  approvalRecords: { events: false },
};

// @ts-expect-error synth cannot forget a setting
toEnvironment(WITHOUT_ONE);

// @ts-expect-error nor invent a log level
toEnvironment({ ...WITHOUT_ONE, limitsTable: 'b', logLevel: 'LOUD' });

// @ts-expect-error nor let tokens in without saying whose
toEnvironment({ ...WITHOUT_ONE, limitsTable: 'b', auth: { kind: 'jwt', issuer: 'https://a/' } });

toEnvironment({ ...WITHOUT_ONE, limitsTable: 'b' });
