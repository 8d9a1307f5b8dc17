import { AlarmSet, type AlarmResource } from '../../../local/cloudwatch/alarm-set';
import { MetricStore } from '../../../local/cloudwatch/metric-store';
import { resolveIntrinsics } from '../../../local/assembly/intrinsics';
import { isObject, type Template as CloudFormation } from '../../../local/assembly/template';
import type { Template } from 'aws-cdk-lib/assertions';

const TYPES = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'] as const;

/** A full hour and a full day, in minutes since the epoch: 2026-01-01 00:00 UTC. */
const MIDNIGHT = Date.UTC(2026, 0, 1) / 60_000;

/** Those that alarms name resources by. */
const ATTRIBUTES = ['Arn', 'Name', 'LoadBalancerFullName', 'TargetGroupFullName'];

const NO_STACKS = { exported: () => undefined, output: () => undefined };

/** The alarms of a template, named as their constructs; other resources stand for themselves. */
export function alarmsOf(template: Template): AlarmResource[] {
  const parsed: CloudFormation = JSON.parse(JSON.stringify(template.toJSON()));
  const resources = Object.entries(parsed.Resources ?? {});
  const values = {
    // A balancer's name is cut out of its listener's ARN.
    refs: new Map(
      resources.map(([id, { Type }]) => [
        id,
        Type.endsWith('::Listener') ? `${id}/app/${id}/0` : readable(id),
      ]),
    ),
    attributes: new Map(
      resources.flatMap(([id]) => ATTRIBUTES.map((name) => [`${id}.${name}`, readable(id)] as const)),
    ),
    otherStacks: NO_STACKS,
  };
  return resources.flatMap(([id, { Type, Properties = {} }]) => {
    const type = TYPES.find((known) => known === Type);
    const { value, unresolved } = resolveIntrinsics(Properties, parsed, values);
    if (type === undefined) return [];
    if (!isObject(value) || unresolved.length > 0) throw new Error(`${id}: ${unresolved.join(', ')}`);
    return [{ name: readable(id), type, properties: value }];
  });
}

/** The logical id of an alarm of the construct `Mcp` without what the CDK puts around it. */
function readable(logicalId: string): string {
  return logicalId.replace(/^McpAlarms(\w+)[0-9A-F]{8}$/, '$1');
}

/** Values of one minute by metric; `Metric{dimension=value}` has dimensions besides the service's. */
export type Minute = Readonly<Record<string, readonly number[]>>;

export interface Watch {
  /** Names of the alarms that were in ALARM at some minute, with the first one. */
  readonly fired: Readonly<Record<string, number>>;
  /** Alarms whose actions for ALARM or INSUFFICIENT_DATA ran, in order, with the minute. */
  readonly notified: readonly string[];
  /** Those that are in ALARM at the end. */
  readonly standing: readonly string[];
}

/** Evaluates the alarms of a template over series made by hand. Minutes are told from midnight. */
export class AlarmDesk {
  private readonly store = new MetricStore();
  private readonly set: AlarmSet;
  private readonly fired: Record<string, number> = {};
  private readonly notified: string[] = [];
  private now = 0;

  constructor(
    private readonly alarms: readonly AlarmResource[],
    private readonly service: string,
  ) {
    this.set = new AlarmSet(alarms, this.store);
  }

  /** Minutes that passed before the alarms were made. */
  history(minutes: number, happened: (minute: number) => Minute): this {
    for (let passed = 0; passed < minutes; passed += 1) {
      for (const [metric, values] of Object.entries(happened(this.now))) this.record(metric, values);
      this.now += 1;
    }
    return this;
  }

  /** Lets minutes pass. What happens in one is seen at its end. */
  pass(minutes: number, happens: (minute: number) => Minute): this {
    for (let passed = 0; passed < minutes; passed += 1) {
      this.history(1, happens);
      const { transitions, actions } = this.set.evaluate(MIDNIGHT + this.now);
      for (const { alarm, to } of transitions) {
        if (to === 'ALARM') this.fired[alarm] ??= this.now;
      }
      for (const { alarm, state } of actions) {
        if (state !== 'OK') this.notified.push(`${alarm} ${this.now}`);
      }
    }
    return this;
  }

  get result(): Watch {
    const standing = this.alarms.map(({ name }) => name).filter((name) => this.set.stateOf(name) === 'ALARM');
    return { fired: this.fired, notified: this.notified, standing };
  }

  private record(text: string, values: readonly number[]): void {
    if (values.length === 0) return;
    const [, namespace = 'McpService', name = '', scope] =
      /^(?:(AWS\/\w+) )?(\w+)(?:\{(.*)\})?$/.exec(text) ?? [];
    const own = namespace === 'McpService' ? { service: this.service } : {};
    const pairs = (scope ?? '')
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split('='));
    const dimensions: Record<string, string> = { ...own, ...Object.fromEntries(pairs) };
    this.store.record({ namespace, name, dimensions }, MIDNIGHT + this.now, values);
  }
}

/** So many calls in a minute, of which some failed and some were slow; under any further dimensions. */
export function calls(
  total: number,
  { faults = 0, slow = 0, refusals = 0 }: { faults?: number; slow?: number; refusals?: number } = {},
  ...scopes: readonly string[]
): Minute {
  const flags = (bad: number) => Array.from({ length: total }, (_, index) => (index < bad ? 1 : 0));
  const of = (scope: string): Minute => ({
    [`Calls${scope}`]: flags(total),
    [`Faults${scope}`]: flags(faults),
    [`Slow${scope}`]: flags(slow),
  });
  const ones = Array.from({ length: faults + refusals }, () => 1);
  return Object.assign({ Errors: ones }, ...['', ...scopes].map(of));
}

/** The line that is written every minute. */
export const PROBED: Minute = { HealthChecksDown: [0] };
