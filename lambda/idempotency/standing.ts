import type { IdempotencyRecord } from '../state/idempotency/store';

/** What a record says to whoever meets it. */
export type Standing =
  | { readonly kind: 'conflict' }
  /** Its owner may still be at work; milliseconds until the next look makes sense. */
  | { readonly kind: 'in_progress'; readonly waitMs: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'completed'; readonly data: string };

/** Derived at use, by whoever asks: a record changes its standing with time, and nobody has to write it. */
export function standingOf(record: IdempotencyRecord, now: number): Exclude<Standing, { kind: 'conflict' }> {
  if (record.status === 'COMPLETED') return { kind: 'completed', data: record.data ?? '' };
  if (record.status === 'UNKNOWN' || now >= record.deadlineAt) return { kind: 'unknown' };
  // As long again as it has taken: a short call is answered soon, a long one is not asked after all the time.
  const elapsed = Math.max(1_000, now - record.claimedAt);
  return { kind: 'in_progress', waitMs: Math.min(elapsed, record.deadlineAt - now) };
}

/** The standing towards a call with these arguments. */
export function standingTowards(record: IdempotencyRecord, validation: string, now: number): Standing {
  return record.validation === validation ? standingOf(record, now) : { kind: 'conflict' };
}
