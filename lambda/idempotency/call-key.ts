import { createHash } from 'node:crypto';
import type { IdempotencyPolicy } from '../contract';
import type { Caller } from '../tools/context';
import { canonicalJson } from './canonical-json';
import { isFields } from '../fields';
import { KEY_LENGTH, KEY_META } from './policy';

/** Changes when what is hashed changes: two releases then never mistake one call for another. */
const VERSION = 1;

export interface NamedCall {
  readonly tool: string;
  readonly caller: Caller;
  readonly policy: IdempotencyPolicy;
  /** As sent. */
  readonly arguments: unknown;
  /** The request's `_meta`. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** How one call is told from another. */
export type CallKey =
  | { readonly kind: 'explicit' | 'derived'; readonly id: string; readonly validation: string }
  /** Neither a key nor leave to derive one: the call runs as often as it is sent. */
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly problem: string };

/**
 * Names a call. Everything about the caller is in the hash, so no key leads to another tenant's, subject's
 * or tool's record. The agent is part of derived keys only: a caller's own key must still hold after their
 * host has registered anew, which gives it another client id.
 */
export function identify({ tool, caller, policy, arguments: args, meta }: NamedCall): CallKey {
  const { [policy.keyArgument]: argument, ...rest } = isFields(args) ? args : {};
  const sent = argument ?? meta?.[KEY_META];
  const { tenant = null, subject, agent = null } = caller;
  const validation = hash([VERSION, rest]);
  if (sent !== undefined && sent !== null) {
    const problem = problemOf(
      sent,
      argument === undefined ? `_meta['${KEY_META}']` : `'${policy.keyArgument}'`,
    );
    if (problem !== undefined) return { kind: 'invalid', problem };
    return { kind: 'explicit', id: hash([VERSION, 'explicit', tenant, subject, tool, sent]), validation };
  }
  if (!policy.derivedKey) return { kind: 'none' };
  return { kind: 'derived', id: hash([VERSION, 'derived', tenant, subject, agent, tool, rest]), validation };
}

/** Names a caller in records of calls, so that what is held of one caller can be found and erased. */
export function callerHash(caller: Pick<Caller, 'tenant' | 'subject'>): string {
  const { tenant = null, subject } = caller;
  return hash([VERSION, 'caller', tenant, subject]);
}

/** A tool's own key argument can be a number: an invoice, a row. */
function problemOf(key: unknown, where: string): string | undefined {
  if (Number.isSafeInteger(key)) return undefined;
  if (typeof key === 'string' && key !== '' && key.length <= KEY_LENGTH) return undefined;
  return `${where} must be a text of 1 to ${KEY_LENGTH} characters, or a whole number.`;
}

/** One array per hash: no choice of keys can move a border between two parts. */
function hash(parts: readonly unknown[]): string {
  return createHash('sha256').update(canonicalJson(parts)).digest('base64url');
}
