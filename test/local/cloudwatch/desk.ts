import type { JsonObject } from '../../../local/assembly/template';
import { AlarmSet, type AlarmResource } from '../../../local/cloudwatch/alarm-set';
import type { EvaluationOptions } from '../../../local/cloudwatch/evaluation-options';
import { MetricStore, type Metric } from '../../../local/cloudwatch/metric-store';

/** A full hour and a full day, in minutes since the epoch: 2026-01-01 00:00 UTC. */
export const MIDNIGHT = Date.UTC(2026, 0, 1) / 60_000;

export const METRIC = { Namespace: 'Desk', MetricName: 'Load' } as const;

/** An alarm on `Desk Load`, sum of a minute above 0, one of one. */
export function alarm(properties: JsonObject = {}, name = 'a'): AlarmResource {
  return {
    name,
    type: 'AWS::CloudWatch::Alarm',
    properties: {
      ...METRIC,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      EvaluationPeriods: 1,
      Period: 60,
      Statistic: 'Sum',
      ...properties,
    },
  };
}

/** An alarm on an expression over sums of metrics of the namespace `Desk`, which are named as their ids. */
export function mathAlarm(
  expression: string,
  ids: readonly string[],
  properties: JsonObject = {},
): AlarmResource {
  const {
    Namespace: _namespace,
    MetricName: _name,
    Period,
    Statistic: _stat,
    ...rest
  } = alarm(properties).properties;
  const metrics = ids.map((id) => ({
    Id: id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'Desk', MetricName: id }, Period: Period ?? 60, Stat: 'Sum' },
  }));
  return {
    name: 'a',
    type: 'AWS::CloudWatch::Alarm',
    properties: { ...rest, Metrics: [{ Id: 'e', Expression: expression }, ...metrics] },
  };
}

export function composite(name: string, properties: JsonObject): AlarmResource {
  return { name, type: 'AWS::CloudWatch::CompositeAlarm', properties };
}

/** A store with alarms over it. Minutes are told from midnight. */
export class Desk {
  readonly store = new MetricStore();
  private alarms: AlarmSet | undefined;

  constructor(
    private readonly resources: readonly AlarmResource[],
    private readonly options: Partial<EvaluationOptions> = {},
  ) {}

  metric(name = 'Load', namespace = 'Desk'): Metric {
    return this.store.metric({ namespace, name, dimensions: {} });
  }

  /** Records one value in a minute. */
  record(minute: number, value: number, name?: string): this {
    this.metric(name).record(MIDNIGHT + minute, [value]);
    return this;
  }

  get set(): AlarmSet {
    return (this.alarms ??= new AlarmSet(this.resources, this.store, this.options));
  }

  evaluate(minute: number): ReturnType<AlarmSet['evaluate']> {
    return this.set.evaluate(MIDNIGHT + minute);
  }

  /** The state of an alarm after each minute from `from` to `to`, as its first letter. */
  states(from: number, to: number, name = 'a'): string {
    let letters = '';
    for (let minute = from; minute <= to; minute += 1) {
      this.evaluate(minute);
      letters += this.set.stateOf(name).charAt(0);
    }
    return letters;
  }
}
