/** Whole minutes: the alarms are evaluated by the minute. */
export interface SuppressionPeriods {
  readonly waitMinutes: number;
  readonly extensionMinutes: number;
}

/** Why actions of a composite alarm do not run. */
export type Suppression = 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm';

/**
 * Decides when the actions of a composite alarm with an actions suppressor run (*Composite alarms*, action
 * suppression). After a change they wait for the suppressor; while it is in ALARM they do not run; after it has
 * left ALARM they wait for the extension period, then run for the state of that moment. A change outside ALARM
 * of the suppressor discards what was being waited for and starts a new wait.
 */
export class ActionSuppression {
  private pending: { by: Suppression; until: number } | undefined;

  constructor(private readonly periods: SuppressionPeriods) {}

  /** What holds actions back at present. */
  get suppressedBy(): Suppression | undefined {
    return this.pending?.by;
  }

  /**
   * Takes one minute. @param changed the composite alarm changed its state in it.
   *
   * @returns whether actions for its present state run now.
   */
  step(minute: number, changed: boolean, suppressorInAlarm: boolean): boolean {
    const { waitMinutes, extensionMinutes } = this.periods;
    if (suppressorInAlarm) {
      if (changed || this.pending) this.pending = { by: 'Alarm', until: Infinity };
      return false;
    }
    if (changed) this.pending = { by: 'WaitPeriod', until: minute + waitMinutes };
    else if (this.pending?.by === 'Alarm') {
      this.pending = { by: 'ExtensionPeriod', until: minute + extensionMinutes };
    }
    if (!this.pending || minute < this.pending.until) return false;
    this.pending = undefined;
    return true;
  }
}
