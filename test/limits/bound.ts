import type { Rate } from '../../lambda/contract/rates';

/** A call that was let through. */
export interface Admitted {
  /** Milliseconds of true time. */
  readonly at: number;
  readonly cost: number;
}

export interface Excess {
  readonly from: number;
  readonly to: number;
  readonly admitted: number;
  readonly allowed: number;
}

/**
 * The window with the largest excess over `burst + rate * W`, of all windows there are: only those that begin
 * and end with a call matter. One pass, because the largest excess that ends here extends the largest before.
 */
export function worstWindow(calls: readonly Admitted[], { perMinute, burst }: Rate): Excess | undefined {
  const sorted = calls.toSorted((a, b) => a.at - b.at);
  const perMs = perMinute / 60_000;
  let before = 0;
  let start = { value: Infinity, from: 0, before: 0 };
  let worst: (Excess & { readonly over: number }) | undefined;
  for (const { at, cost } of sorted) {
    const value = before - perMs * at;
    if (value < start.value) start = { value, from: at, before };
    before += cost;
    const admitted = before - start.before;
    const allowed = burst + perMs * (at - start.from);
    if (!worst || admitted - allowed > worst.over)
      worst = { from: start.from, to: at, admitted, allowed, over: admitted - allowed };
  }
  return worst;
}

/** Whether the worst window keeps the bound; a millionth for sums of fractions. */
export function keepsBound(worst: Excess | undefined): boolean {
  return worst === undefined || worst.admitted <= worst.allowed + 1e-6;
}
