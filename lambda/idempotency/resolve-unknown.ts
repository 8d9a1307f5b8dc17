import type { Clock } from '../clock';
import type { WriteLine } from '../request-line';
import type { IdempotencyStore, Verdict } from '../state/idempotency/store';
import { identify, type NamedCall } from './call-key';
import { CONFIRMED } from './stored-outcome';
import { standingOf } from './standing';

export interface ResolvePorts {
  readonly store: IdempotencyStore;
  readonly clock: Clock;
  /** Writes the audit line; it must not obey the log level. */
  readonly writeLine: WriteLine;
}

export interface ResolveRequest {
  /** `idempotencyId` of the call's line, or {@link explicitId}. */
  readonly id: string;
  /** Who says so. */
  readonly operator: string;
  /** Where they know it from. @default - none */
  readonly reason?: string;
}

/** What became of the attempt. Only `resolved` changed anything. */
export type Resolution =
  | { readonly kind: 'resolved' }
  /** There is no record, or it is no longer kept: the next call with the key runs. */
  | { readonly kind: 'absent' }
  /** Its owner may still be at work until then, in milliseconds since the epoch. */
  | { readonly kind: 'in_progress'; readonly deadlineAt: number }
  /** It is known how it ended. */
  | { readonly kind: 'completed' }
  /** The record changed at the same moment: look again. */
  | { readonly kind: 'changed' };

/**
 * Ends an unknown outcome with an operator's word. `executed`: later calls with the key are told that it ran.
 * `not_executed`: the key is free, and the next call with it runs. Look at the system that the tool changes
 * first: nothing here can know. Every attempt leaves an audit line, whatever becomes of it.
 *
 * @throws when the store cannot be asked; nothing is known to have changed then.
 */
export async function resolveUnknown(
  ports: ResolvePorts,
  { id, operator, reason }: ResolveRequest,
  verdict: Verdict,
): Promise<Resolution> {
  const { store, clock, writeLine } = ports;
  const now = clock.now();
  const record = await store.read(id, now);
  const resolution = await resolve();
  writeLine('idempotency resolution', {
    idempotencyId: id,
    operator,
    reason,
    verdict,
    resolution: resolution.kind,
    tool: record?.tool,
    firstRequestId: record?.requestId,
    claimedAt: record?.claimedAt,
  });
  return resolution;

  async function resolve(): Promise<Resolution> {
    if (!record) return { kind: 'absent' };
    const standing = standingOf(record, now);
    if (standing.kind === 'completed') return { kind: 'completed' };
    if (standing.kind === 'in_progress') return { kind: 'in_progress', deadlineAt: record.deadlineAt };
    const done = await store.resolve(record, verdict, CONFIRMED);
    return { kind: done ? 'resolved' : 'changed' };
  }
}

/** The id of a call under a key that its caller chose, for an operator who knows the key but not the line. */
export function explicitId(
  { tenant, subject, tool }: { readonly tenant?: string; readonly subject: string; readonly tool: string },
  key: string | number,
): string {
  const call: NamedCall = {
    tool,
    caller: { tenant, subject, scopes: [] },
    policy: { keyArgument: 'key', derivedKey: false },
    arguments: { key },
  };
  const named = identify(call);
  if (named.kind !== 'explicit')
    throw new Error(named.kind === 'invalid' ? named.problem : 'A key is needed.');
  return named.id;
}
