import type { AlarmState } from './alarm-state';

export interface Transition {
  readonly alarm: string;
  /** Minutes since the epoch, at whose start the alarm was evaluated. */
  readonly minute: number;
  readonly from: AlarmState;
  readonly to: AlarmState;
  /** One line for a person. */
  readonly reason: string;
}

/** Actions that ran: on a transition, or later when they had been suppressed. */
export interface ActionRun {
  readonly alarm: string;
  readonly minute: number;
  readonly state: AlarmState;
  readonly targets: readonly string[];
}
