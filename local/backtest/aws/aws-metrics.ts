import type { Metric, MetricStore } from '../../cloudwatch/metric-store';
import type { Disturbance } from '../disturbance';
import type { IsRead } from '../emission';
import type { AwsResources } from '../service-model';
import type { Minute } from '../traffic/minute';
import type { Random } from '../traffic/random';

/** Writes what one service of AWS publishes about its resources in a minute: a model, not what it really does. */
export type AwsModel = (happened: Minute, disturbance: Disturbance) => void;

export interface AwsModelProps {
  readonly resources: AwsResources;
  readonly metrics: AwsMetrics;
  readonly random: Random;
}

/** Metrics of AWS in a store; those that no alarm reads are not kept. */
export class AwsMetrics {
  private readonly metrics = new Map<string, Metric | undefined>();

  constructor(
    private readonly store: MetricStore,
    private readonly isRead: IsRead,
  ) {}

  /** @param counts samples of each value. */
  record(
    name: { readonly namespace: string; readonly name: string; readonly unit: string },
    dimensions: Readonly<Record<string, string>>,
    minute: number,
    values: readonly number[],
    counts?: readonly number[],
  ): void {
    const key = [name.namespace, name.name, ...Object.values(dimensions)].join('|');
    if (!this.metrics.has(key)) {
      const identity = { namespace: name.namespace, name: name.name, dimensions };
      this.metrics.set(key, this.isRead(identity) ? this.store.metric(identity) : undefined);
    }
    this.metrics.get(key)?.record(minute, values, counts, name.unit);
  }
}

/** How many of some requests a share is; at least one of those there are, when the share is above 0. */
export function portion(random: Random, requests: number, share: number): number {
  if (share === 0) return 0;
  if (share === 1) return requests;
  return Math.min(requests, Math.max(1, random.poisson(requests * share)));
}
