import type { Outcome } from '../call';
import { encodeOutcome } from './stored-outcome';

/** What becomes of a claim when its call has ended. */
export type Settlement =
  | { readonly kind: 'complete'; readonly data: string }
  /** Nothing was changed: the key is free again. */
  | { readonly kind: 'release' }
  /** It may have been changed: the key is spent until somebody finds out. */
  | { readonly kind: 'unknown' };

/** The error's own word decides, never its code: only who raised it knows whether anything was changed. */
export function settlementOf(outcome: Outcome): Settlement {
  if (outcome.kind === 'error') {
    if (outcome.error.outcome === 'not_executed') return { kind: 'release' };
    if (outcome.error.outcome === 'unknown') return { kind: 'unknown' };
  }
  return { kind: 'complete', data: encodeOutcome(outcome) };
}
