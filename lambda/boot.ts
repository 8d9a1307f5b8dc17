import { randomUUID } from 'node:crypto';
import { createAuditLog } from './approvals/audit-log';
import { createEventBus } from './approvals/event-bus';
import type { RecordSink } from './approvals/record-approval';
import { systemClock } from './clock';
import { writeAudit } from './audit';
import { CONTRACT_VERSION, METRICS, readSettings, type ApprovalRecordSettings } from './contract';
import { MetricValues } from './emf';
import { createLog, createWriteLine } from './log';
import { createFetchPublic } from './oauth/fetch-public';
import { reachableFrom } from './oauth/public-address';
import { assertSameManifest, compileRegistry } from './registry';
import { createReadSecret, fetchFromSecretsManager } from './secrets';
import { createServer, type McpServer } from './server';
import { createClientProvider } from './state/client';
import { DynamoDbApprovalStore } from './state/approvals/dynamodb-store';
import { DynamoDbIdempotencyStore } from './state/idempotency/dynamodb-store';
import { DynamoDbLimitStore } from './state/limits/dynamodb-store';
import { createSwitchStore } from './state/switches/dynamodb';
import { startXray } from './tracing/xray';
import { asToolsModule } from './tools/define-tools';

/** What the bundle hands its entry. */
export interface Bundle {
  /** The default export of the tools module. */
  readonly tools: unknown;
  /** Version of the package that the module belongs to. */
  readonly version: string;
  /** The manifest that synth shipped beside the code. */
  readonly manifest: unknown;
}

/**
 * Puts the real ports together. Everything that can be wrong with the deployment is found here, before the
 * first request.
 *
 * @throws when a setting is missing, the contract differs, or the module is not the one that was synthesized.
 */
export async function boot(
  { tools, version, manifest }: Bundle,
  environment: NodeJS.ProcessEnv,
): Promise<McpServer> {
  const settings = readSettings(environment);
  const registry = compileRegistry(asToolsModule(tools), version);
  assertSameManifest(registry, manifest);
  const { name } = registry.manifest;
  const writeLine = createWriteLine({ service: name, release: settings.release }, systemClock);
  const started = new MetricValues();
  started.set(METRICS.coldStarts, 1);
  const client = createClientProvider();
  const server = createServer({
    settings,
    registry,
    clock: systemClock,
    log: createLog(name, settings.logLevel),
    writeLine,
    fetchSecret: fetchFromSecretsManager,
    fetchPublic: createFetchPublic({ allows: reachableFrom(settings.url) }),
    readSecret: createReadSecret(settings.secrets, fetchFromSecretsManager, systemClock),
    switches: createSwitchStore(client, settings.idempotencyTable),
    idempotencyStore: new DynamoDbIdempotencyStore(client, settings.idempotencyTable),
    approvalStore: new DynamoDbApprovalStore(client, settings.idempotencyTable),
    recordSinks: recordSinks(name, settings.approvalRecords),
    limitStore: new DynamoDbLimitStore(client, settings.limitsTable),
    newId: randomUUID,
  });
  const daemon = environment.AWS_XRAY_DAEMON_ADDRESS;
  // Without a daemon nobody would listen.
  if (settings.tracing === 'xray' && daemon !== undefined) await startXray(name, daemon);
  await server.warmUp();
  const fields = { version, contract: CONTRACT_VERSION, ...started.fields(systemClock) };
  writeAudit(writeLine, 'deployment', 'instance started', fields);
  return server;
}

/** Those that the template has a place for: none where no tool asks for approval, and on the desk. */
function recordSinks(service: string, { logGroup, events }: ApprovalRecordSettings): RecordSink[] {
  return [
    ...(logGroup === undefined ? [] : [createAuditLog({ logGroup, instance: randomUUID() })]),
    ...(events ? [createEventBus(service)] : []),
  ];
}
