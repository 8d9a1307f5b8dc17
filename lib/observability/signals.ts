import type { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Runbook } from './runbooks';

/** `page` wants somebody now, `ticket` within days; `none` notifies nobody on its own. */
export type Severity = 'page' | 'ticket' | 'none';

/** An alarm over an expression of metrics that are all summed up over the same period. */
export interface AlarmSpec {
  /** Of the construct: another id is another alarm. */
  readonly id: string;
  readonly severity: Severity;
  readonly runbook: Runbook;
  /** What it means when it fires, as one sentence for whoever is woken up. */
  readonly meaning: string;
  /** What to look at first, as one sentence. */
  readonly firstStep: string;
  /** Metric math that has a value at every time, so that no idle hour leaves an old breach standing. */
  readonly expression: string;
  readonly metrics: Readonly<Record<string, IMetric>>;
  readonly period: Duration;
  readonly breaches: 'above' | 'at least' | 'below';
  readonly threshold: number;
  /** How many of the latest periods must breach. @default - the latest one */
  readonly outOf?: { readonly breaching: number; readonly periods: number };
  /**
   * What it means that CloudWatch knows nothing at all. `notifies`: data that stopped. An alarm is made in
   * INSUFFICIENT_DATA and actions run when the state changes, so that one that never had data tells nobody.
   *
   * @default 'notBreaching'
   */
  readonly withoutData?: 'breaching' | 'notifies' | 'notBreaching';
}

/** A graph that a dashboard shows. */
export interface SignalGraph {
  readonly title: string;
  readonly metrics: readonly IMetric[];
}

/** What an endpoint, a runtime or a store adds to alarms and dashboards: AWS counts what the server cannot. */
export interface Signals {
  readonly alarms: readonly AlarmSpec[];
  readonly graphs: readonly SignalGraph[];
}
