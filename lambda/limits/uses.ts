import { createHash } from 'node:crypto';
import type { Effect } from '../contract';
import { bucketOf, type Bucket } from './bucket';
import type { Rate, ServiceRates, ToolRates } from '../contract/rates';

/** One limit that a call takes from. */
export interface LimitUse {
  /** Whose limit it is: nobody can choose another's. */
  readonly key: string;
  /** What it limits, for the sentence that a refused caller reads. */
  readonly name: string;
  readonly bucket: Bucket;
  /** Tokens that the call takes. */
  readonly cost: number;
}

/** Who takes, as far as limits tell callers apart. */
export interface Taker {
  readonly subject: string;
  readonly tenant?: string;
}

/** What is taken for. */
export interface TakenFor {
  readonly name: string;
  readonly effect: Effect;
  readonly rates?: ToolRates;
}

export type UsesOf = (taker: Taker, tool?: TakenFor) => LimitUse[];

/**
 * Says which limits a call takes from; without a tool, those of any request. Rates become buckets once.
 * A limit of cost 1 or more; the tenant comes first in every key that has a caller, because the same subject
 * in another tenant is another caller.
 */
export function createUsesOf(service: ServiceRates): UsesOf {
  const buckets = new Map<Rate, Bucket>();
  const bucketFor = (rate: Rate): Bucket => {
    let bucket = buckets.get(rate);
    if (!bucket) buckets.set(rate, (bucket = bucketOf(rate)));
    return bucket;
  };

  return function usesOf({ subject, tenant = null }, tool) {
    const { cost = 1 } = tool?.rates ?? {};
    const uses: LimitUse[] = [];
    const use = (rate: Rate | false, name: string, ...key: (string | null)[]): void => {
      if (rate !== false) uses.push({ key: keyOf(key), name, bucket: bucketFor(rate), cost });
    };
    use(service.caller, 'calls of this caller', 'caller', tenant, subject);
    if (tenant !== null) use(service.tenant, 'calls of this tenant', 'tenant', tenant);
    if (!tool) return uses;
    const { name, effect, rates = {} } = tool;
    if (effect !== 'read')
      use(service.callerWrites, 'calls of this caller that change something', 'writes', tenant, subject);
    use(rates.tool ?? service.tool, `calls of ${name}`, 'tool', name);
    use(
      rates.callerTool ?? service.callerTool,
      `calls of ${name} by this caller`,
      'caller-tool',
      tenant,
      subject,
      name,
    );
    return uses;
  };
}

/** Kinds are readable, ids are hashed: they can be e-mail addresses, hold separators, and be any length. */
function keyOf([kind, ...ids]: readonly (string | null)[]): string {
  return `${kind}#${createHash('sha256').update(JSON.stringify(ids)).digest('base64url')}`;
}
