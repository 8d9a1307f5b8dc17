import type { JsonObject } from '../assembly/template';
import { ActionSuppression, type SuppressionPeriods } from './action-suppression';
import { ACTION_PROPERTIES, readActions, type AlarmActions } from './alarm-actions';
import { alarmName, parseAlarmRule, type AlarmRule, type StateOf } from './alarm-rule';
import type { AlarmState } from './alarm-state';
import { PropertyReader } from './property-reader';
import type { Transition } from './transition';

const SECONDS_A_MINUTE = 60;

const KNOWN = [
  'AlarmName',
  'AlarmDescription',
  'AlarmRule',
  'Tags',
  ...ACTION_PROPERTIES,
  'ActionsSuppressor',
  'ActionsSuppressorWaitPeriod',
  'ActionsSuppressorExtensionPeriod',
];

/** An `AWS::CloudWatch::CompositeAlarm`, understood and checked. */
export interface CompositeDefinition {
  readonly name: string;
  readonly rule: AlarmRule;
  readonly actions: AlarmActions;
  readonly suppressor: ({ readonly alarm: string } & SuppressionPeriods) | undefined;
}

/** @throws {CloudWatchError} when CloudWatch would refuse the properties, or they are not evaluated here. */
export function readComposite(name: string, properties: JsonObject): CompositeDefinition {
  const alarm = new PropertyReader(properties, name);
  alarm.refuseOthers(KNOWN, 'is not evaluated here');
  // The alarm is required together with both periods.
  const suppressor = alarm.has('ActionsSuppressor')
    ? {
        alarm: alarmName(alarm.text('ActionsSuppressor')),
        waitMinutes: alarm.number('ActionsSuppressorWaitPeriod') / SECONDS_A_MINUTE,
        extensionMinutes: alarm.number('ActionsSuppressorExtensionPeriod') / SECONDS_A_MINUTE,
      }
    : undefined;
  const rule = parseAlarmRule(alarm.text('AlarmRule'));
  return { name, rule, actions: readActions(alarm), suppressor };
}

/** A composite alarm: OK or ALARM by its rule, INSUFFICIENT_DATA until it is evaluated for the first time. */
export class CompositeAlarm {
  private current: AlarmState = 'INSUFFICIENT_DATA';
  private readonly suppression: ActionSuppression | undefined;

  constructor(readonly definition: CompositeDefinition) {
    if (definition.suppressor) this.suppression = new ActionSuppression(definition.suppressor);
  }

  get name(): string {
    return this.definition.name;
  }

  get state(): AlarmState {
    return this.current;
  }

  /** What holds its actions back at present. */
  get suppressedBy(): ActionSuppression['suppressedBy'] {
    return this.suppression?.suppressedBy;
  }

  /** Every alarm whose state it needs, the suppressor included. */
  get dependencies(): readonly string[] {
    const { rule, suppressor } = this.definition;
    return suppressor ? [...rule.alarms, suppressor.alarm] : rule.alarms;
  }

  /** Takes the states that its alarms have in this minute. */
  evaluate(minute: number, stateOf: StateOf): Transition | undefined {
    const { rule } = this.definition;
    const to: AlarmState = rule.holds(stateOf) ? 'ALARM' : 'OK';
    const from = this.current;
    if (to === from) return undefined;
    this.current = to;
    const states = rule.alarms.map((alarm) => `${alarm} is ${stateOf(alarm)}`);
    return { alarm: this.name, minute, from, to, reason: states.join(', ') };
  }

  /** Whether actions for the present state run now. Call it for every minute, after `evaluate`. */
  runsActions(minute: number, changed: boolean, stateOf: StateOf): boolean {
    const { suppressor } = this.definition;
    if (!this.suppression || !suppressor) return changed;
    return this.suppression.step(minute, changed, stateOf(suppressor.alarm) === 'ALARM');
  }
}
