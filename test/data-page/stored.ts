import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { DEFAULT_RATES, PARTITION_KEY } from '../../lambda/contract';
import { newClaim } from '../../lambda/idempotency/new-claim';
import { callerHash, identify } from '../../lambda/idempotency/call-key';
import { DEFAULT_POLICY } from '../../lambda/idempotency/policy';
import { encodeOutcome } from '../../lambda/idempotency/stored-outcome';
import { bucketOf } from '../../lambda/limits/bucket';
import { createUsesOf } from '../../lambda/limits/uses';
import { KEY_CHARACTERS } from '../../lambda/state/approvals/approvals';
import { DynamoDbApprovalStore } from '../../lambda/state/approvals/dynamodb-store';
import { DynamoDbIdempotencyStore } from '../../lambda/state/idempotency/dynamodb-store';
import { DynamoDbLimitStore } from '../../lambda/state/limits/dynamodb-store';
import { decide } from '../../local/operations/approvals';
import { erase } from '../../local/operations/erase';
import { resolve } from '../../local/operations/resolve';
import { switchOff } from '../../local/operations/switches';
import { startState } from '../support/state-engine';

/** Kind of item -> its attributes, as they were found in the tables. */
export type Stored = ReadonlyMap<string, ReadonlySet<string>>;

const NOW = Date.parse('2026-11-20T12:00:00Z');
const ANA = { subject: 'ana', tenant: 'acme' };

/** Lets the server and the commands write everything that they write, and looks what is in the tables then. */
export async function storedItems(): Promise<Stored> {
  const state = await startState();
  const { idempotencyTable: tableName, limitsTable } = state.settings;
  const { client } = state.engine;
  const provider = () => Promise.resolve(client);
  const table = { client, tableName, limitsTable, now: () => NOW };
  try {
    const key = identify({
      tool: 'refund',
      caller: { ...ANA, scopes: [] },
      policy: DEFAULT_POLICY,
      arguments: {},
    });
    if (key.kind !== 'derived') throw new Error('The call has no derived key.');
    const caller = callerHash(ANA);
    const facts = { ...key, tool: 'refund', requestId: 'r', caller, longestMs: 1, keptMs: 1 };
    const calls = new DynamoDbIdempotencyStore(provider, tableName);
    const claim = newClaim(facts, NOW);
    await calls.claim(claim);
    const result = { content: [] };
    await calls.complete(claim, encodeOutcome({ kind: 'result', result, bytes: 2 }));
    const limits = new DynamoDbLimitStore(provider, limitsTable);
    const { caller: rate } = DEFAULT_RATES;
    if (rate === false) throw new Error('Callers have no limit by default.');
    const { interval, room } = bucketOf(rate);
    for (const { key: name } of createUsesOf(DEFAULT_RATES)(ANA)) {
      const take = { key: name, now: NOW * 1_000, interval, room, least: 1, most: 1 };
      const { arrival: taken } = await limits.take({ ...take, guess: 'full' });
      if (taken) await limits.giveBack({ key: name, now: NOW * 1_000, amount: interval, taken });
    }
    const question = caller.slice(0, KEY_CHARACTERS);
    const ticket = await new DynamoDbApprovalStore(provider, tableName).ask({
      ...ANA,
      id: `${question}1`,
      key: question,
      tool: 'refund',
      arguments: '{}',
      agent: 'host',
      requestId: 'r',
      stateKey: 'c3RhdGUta2V5',
      requestedAt: NOW,
      expiresAt: NOW + 1,
      status: 'pending',
    });
    await decide(table, { id: ticket.id, approve: true, operator: 'ben', reason: 'asked her' });
    await switchOff(table, { kind: 'caller', name: 'ana', reason: 'abuse', operator: 'ben' });
    await resolve(table, { id: claim.id, operator: 'ben', reason: 'seen' }, 'executed');
    await erase(table, { who: ANA, fates: [], tickets: [], counters: [], operator: 'ben', reason: 'asked' });
    const pages = await Promise.all(
      [tableName, limitsTable].map((TableName) => client.send(new ScanCommand({ TableName }))),
    );
    const stored = new Map<string, Set<string>>();
    for (const item of pages.flatMap(({ Items = [] }) => Items)) {
      const kind = item[PARTITION_KEY]?.S?.split('#')[0] ?? '';
      stored.set(kind, new Set([...(stored.get(kind) ?? []), ...Object.keys(item)]));
    }
    return stored;
  } finally {
    await state.stop();
  }
}
