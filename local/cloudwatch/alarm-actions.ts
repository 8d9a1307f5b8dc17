import type { AlarmState } from './alarm-state';
import { CloudWatchError } from './cloudwatch-error';
import type { PropertyReader } from './property-reader';

/** Targets by state. None of them runs while `enabled` is false; the state changes all the same. */
export interface AlarmActions {
  readonly enabled: boolean;
  readonly targets: Readonly<Record<AlarmState, readonly string[]>>;
}

/** *Alarm limits*: actions per state. */
const MOST_ACTIONS = 5;

export const ACTION_PROPERTIES = [
  'ActionsEnabled',
  'AlarmActions',
  'OKActions',
  'InsufficientDataActions',
] as const;

export function readActions(alarm: PropertyReader): AlarmActions {
  const targets = {
    ALARM: alarm.texts('AlarmActions'),
    OK: alarm.texts('OKActions'),
    INSUFFICIENT_DATA: alarm.texts('InsufficientDataActions'),
  };
  for (const [state, { length }] of Object.entries(targets)) {
    if (length > MOST_ACTIONS) {
      throw new CloudWatchError(`an alarm has at most ${MOST_ACTIONS} actions for ${state}, got ${length}`);
    }
  }
  return { enabled: alarm.flag('ActionsEnabled', true), targets };
}
