import { DERIVED_KEPT_MS } from '../../lambda/idempotency/policy';
import { KEPT_SECONDS } from '../../lambda/state/limits/dynamodb-store';
import { goldenTemplate } from '../upgrade/example';

/** One row of the table of stores. */
export interface Store {
  readonly name: string;
  readonly retention: string;
  readonly survives: string;
  readonly recovery: string;
  readonly encryption: string;
}

interface Deployed {
  readonly Properties: object;
  readonly DeletionPolicy?: string;
}

/** What a service with its defaults stores, as its template says. */
export function stores(): readonly Store[] {
  return [
    {
      ...tableRow('McpStateIdempotency9C8BD82F', 'idempotency table'),
      retention: `calls: ${days('MCP_IDEMPOTENCY_KEPT_SECONDS')} days under a key (\`idempotency.keep\`), ${DERIVED_KEPT_MS / 60_000} minutes without one; tickets: a day after they are over; switches and audits: until somebody deletes them`,
    },
    {
      ...tableRow('McpStateLimits9E3CE84D', 'limits table'),
      retention: `${KEPT_SECONDS / 60} minutes after a counter is full again`,
    },
    logRow('McpLog34EEE9DD', 'log group', 'logRetention'),
    logRow('McpApprovalsAudit9DAB7B1F', 'audit log group of approvals', 'approvals.auditRetention'),
  ];
}

function tableRow(id: string, name: string): Omit<Store, 'retention'> {
  const { Properties, DeletionPolicy } = resource(id);
  const text = JSON.stringify(Properties);
  if (!text.includes('"TimeToLiveSpecification":{"AttributeName":"expiresAt","Enabled":true}'))
    throw new Error(`${name} does not expire any more; say so.`);
  const recovers = text.includes('"PointInTimeRecoveryEnabled":true');
  return {
    name,
    survives:
      DeletionPolicy === 'Retain' ? 'yes, with deletion protection (`protect`)' : 'no: it goes with it',
    recovery: recovers ? 'any second of the last 35 days (`protect`)' : 'none',
    encryption: text.includes('SSESpecification')
      ? 'a key'
      : 'AWS-owned key, or yours: `state.encryptionKey`',
  };
}

function logRow(id: string, name: string, setting: string): Store {
  const { Properties, DeletionPolicy } = resource(id);
  const retention = 'RetentionInDays' in Properties ? String(Properties.RetentionInDays) : 'all';
  return {
    name,
    retention: `${retention} days (\`${setting}\`)`,
    survives: DeletionPolicy === 'Retain' ? 'yes (`protect`)' : 'no: it goes with it',
    recovery: 'none',
    encryption: 'KmsKeyId' in Properties ? 'a key' : "CloudWatch Logs' own key",
  };
}

function days(setting: string): number {
  const found = new RegExp(`"${setting}":"(\\d+)"`).exec(JSON.stringify(goldenTemplate()));
  if (!found) throw new Error(`The example has no ${setting}.`);
  return Number(found[1]) / 86_400;
}

function resource(id: string): Deployed {
  const found = goldenTemplate().Resources[id];
  if (!found?.Properties) throw new Error(`The example has no ${id}.`);
  return { ...found, Properties: found.Properties };
}
