import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmSpec } from './signals';

/** The part of an alarm that decides. */
type Condition = Pick<AlarmSpec, 'expression' | 'metrics' | 'breaches' | 'threshold'>;

interface RatioCondition {
  readonly bad: IMetric;
  readonly total: IMetric;
  /** Fewer bad ones never breach. A floor on all calls instead would hide a dead service that few call. */
  readonly atLeast: number;
  /** From 0 to 1; more breaches. */
  readonly above: number;
}

/** The share of bad ones, 0 while they are few. The condition is never missing, so the value never is. */
export function ratio({ bad, total, atLeast, above }: RatioCondition): Condition {
  return {
    expression: `IF(FILL(bad, 0) >= ${atLeast}, FILL(bad, 0) / total, 0)`,
    metrics: { bad, total },
    breaches: 'above',
    threshold: toThreshold(above),
  };
}

interface ExcessCondition {
  readonly bad: IMetric;
  readonly total: IMetric;
  /** From 0 to 1. */
  readonly allowed: number;
  /** So many beyond it breach. */
  readonly atLeast: number;
}

/** Bad ones beyond an allowed share of all. */
export function excess({ bad, total, allowed, atLeast }: ExcessCondition): Condition {
  return {
    expression: `FILL(bad, 0) - ${allowed} * FILL(total, 0)`,
    metrics: { bad, total },
    breaches: 'at least',
    threshold: atLeast,
  };
}

/** So many events in a period. */
export function count(event: IMetric, atLeast: number): Condition {
  return {
    expression: 'FILL(events, 0)',
    metrics: { events: event },
    breaches: 'at least',
    threshold: atLeast,
  };
}

/** The template is read by people: 0.072 and not 0.07200000000000001. */
export function toThreshold(value: number): number {
  return Number(value.toFixed(6));
}
