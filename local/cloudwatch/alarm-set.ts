import type { JsonObject } from '../assembly/template';
import { MetricAlarm } from './alarm';
import type { AlarmActions } from './alarm-actions';
import { readAlarm } from './alarm-definition';
import type { AlarmState } from './alarm-state';
import { CloudWatchError } from './cloudwatch-error';
import { CompositeAlarm, readComposite } from './composite-alarm';
import type { EvaluationOptions } from './evaluation-options';
import type { MetricStore } from './metric-store';
import type { ActionRun, Transition } from './transition';

/** One alarm of a template, with intrinsic functions resolved. */
export interface AlarmResource {
  /** What others call it in rules: its `AlarmName`, or the name that stands for its logical id. */
  readonly name: string;
  readonly type: 'AWS::CloudWatch::Alarm' | 'AWS::CloudWatch::CompositeAlarm';
  readonly properties: JsonObject;
}

export interface Evaluation {
  readonly transitions: readonly Transition[];
  readonly actions: readonly ActionRun[];
}

/** All alarms of an account and region over one store. */
export class AlarmSet {
  private readonly alarms: readonly MetricAlarm[];
  /** Each after those that it depends on. */
  private readonly composites: readonly CompositeAlarm[];
  private readonly byName = new Map<string, MetricAlarm | CompositeAlarm>();
  private readonly lookUp = (name: string): AlarmState => this.stateOf(name);

  /** @throws {CloudWatchError} when an alarm is not understood, or composites depend on themselves or nobody. */
  constructor(
    resources: readonly AlarmResource[],
    store: MetricStore,
    options: Partial<EvaluationOptions> = {},
  ) {
    const composites: CompositeAlarm[] = [];
    const alarms: MetricAlarm[] = [];
    for (const { name, type, properties } of resources) {
      if (this.byName.has(name)) throw new CloudWatchError(`there are two alarms named ${name}`);
      if (type === 'AWS::CloudWatch::Alarm') {
        const alarm = new MetricAlarm(readAlarm(name, properties), store, options);
        alarms.push(alarm);
        this.byName.set(name, alarm);
      } else {
        const composite = new CompositeAlarm(readComposite(name, properties));
        composites.push(composite);
        this.byName.set(name, composite);
      }
    }
    this.alarms = alarms;
    this.composites = this.inOrder(composites);
  }

  stateOf(name: string): AlarmState {
    const alarm = this.byName.get(name);
    if (!alarm) throw new CloudWatchError(`there is no alarm named ${name}`);
    return alarm.state;
  }

  /** Evaluates every alarm at the start of a minute since the epoch. Call it for every minute, in order. */
  evaluate(minute: number): Evaluation {
    const transitions: Transition[] = [];
    const actions: ActionRun[] = [];
    for (const alarm of this.alarms) {
      const transition = alarm.evaluate(minute);
      if (!transition) continue;
      transitions.push(transition);
      run(alarm, alarm.definition.actions, minute, actions);
    }
    for (const composite of this.composites) {
      const transition = composite.evaluate(minute, this.lookUp);
      if (transition) transitions.push(transition);
      if (composite.runsActions(minute, transition !== undefined, this.lookUp)) {
        run(composite, composite.definition.actions, minute, actions);
      }
    }
    return { transitions, actions };
  }

  private inOrder(composites: readonly CompositeAlarm[]): CompositeAlarm[] {
    const ordered = new Set<CompositeAlarm>();
    const underWay: string[] = [];
    const visit = (name: string, dependent: string): void => {
      const alarm = this.byName.get(name);
      if (!alarm) throw new CloudWatchError(`${dependent} depends on ${name}, which does not exist`);
      if (underWay.includes(name)) {
        throw new CloudWatchError(`alarms depend on themselves: ${[...underWay, name].join(' -> ')}`);
      }
      if (!(alarm instanceof CompositeAlarm) || ordered.has(alarm)) return;
      underWay.push(name);
      for (const dependency of alarm.dependencies) visit(dependency, name);
      underWay.pop();
      ordered.add(alarm);
    };
    for (const { name } of composites) visit(name, name);
    return [...ordered];
  }
}

/** Actions run on changes only (*Alarm actions*). */
function run(
  { name, state }: MetricAlarm | CompositeAlarm,
  { enabled, targets }: AlarmActions,
  minute: number,
  actions: ActionRun[],
): void {
  if (enabled && targets[state].length > 0) {
    actions.push({ alarm: name, minute, state, targets: targets[state] });
  }
}
