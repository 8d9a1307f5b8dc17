import type { AlarmState } from '../../cloudwatch/alarm-state';
import { markup, type Markup } from './markup';

const WORDS: Readonly<Record<AlarmState, string>> = {
  OK: 'OK',
  ALARM: 'In alarm',
  INSUFFICIENT_DATA: 'Insufficient data',
};

/** Which state an alarm is in, by its name; none where nobody evaluated it. */
export type AlarmStates = ReadonlyMap<string, AlarmState>;

export function alarms(names: readonly string[], states: AlarmStates): Markup {
  return markup`<div class="alarms">${names.map((name) => {
    const state = states.get(name);
    return markup`<div class="alarm ${state ?? 'UNKNOWN'}"><b>${name}</b><span>${state === undefined ? 'not evaluated' : WORDS[state]}</span></div>`;
  })}</div>`;
}
