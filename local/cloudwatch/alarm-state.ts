export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type MissingDataTreatment = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface StateRule {
  /** N. */
  readonly evaluationPeriods: number;
  /** M. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingDataTreatment;
  /**
   * What a breaching point younger than M periods comes to under `missing` when nothing else is there.
   * `KEEP` retains the state. Undocumented today; the guide of 2018 says INSUFFICIENT_DATA.
   */
  readonly loneRecentBreach: AlarmState | 'KEEP';
}

/** Which rule of the guide decided. */
export type Decision =
  | 'enough data'
  | 'missing data filled'
  | 'premature'
  | 'no data'
  | 'missing data ignored'
  | 'too young a breach'
  | 'too few samples';

export interface Verdict {
  readonly state: AlarmState;
  readonly decision: Decision;
}

/**
 * The state of an alarm from the points of its evaluation range, oldest first: `true` breaches, `false` does
 * not, `undefined` is missing (*Configuring how CloudWatch alarms treat missing data*, *Alarm evaluation*).
 *
 * With N real points the latest N of them decide and the treatment of missing data is not asked. With fewer,
 * all of them count and only the rest of N is filled. Under `missing` and without any real point in bounds, an
 * alarm rises early when its oldest breach is at least M periods old.
 */
export function decideState(
  range: readonly (boolean | undefined)[],
  rule: StateRule,
  current: AlarmState,
): Verdict {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rule;
  let [real, breaches, latestBreaches] = [0, 0, 0];
  let oldestBreachAge = 0;
  for (let age = 1; age <= range.length; age += 1) {
    const point = range[range.length - age];
    if (point === undefined) continue;
    real += 1;
    if (!point) continue;
    breaches += 1;
    oldestBreachAge = age;
    if (real <= evaluationPeriods) latestBreaches += 1;
  }
  if (real >= evaluationPeriods) return { state: stateOf(latestBreaches, rule), decision: 'enough data' };
  const filled = evaluationPeriods - real;
  if (treatMissingData === 'breaching') {
    return { state: stateOf(breaches + filled, rule), decision: 'missing data filled' };
  }
  if (treatMissingData === 'notBreaching') {
    return { state: stateOf(breaches, rule), decision: 'missing data filled' };
  }
  if (breaches >= datapointsToAlarm) return { state: 'ALARM', decision: 'enough data' };
  if (real > breaches) return { state: 'OK', decision: 'enough data' };
  if (treatMissingData === 'ignore') return { state: current, decision: 'missing data ignored' };
  if (real === 0) return { state: 'INSUFFICIENT_DATA', decision: 'no data' };
  if (oldestBreachAge >= datapointsToAlarm) return { state: 'ALARM', decision: 'premature' };
  const { loneRecentBreach } = rule;
  return {
    state: loneRecentBreach === 'KEEP' ? current : loneRecentBreach,
    decision: 'too young a breach',
  };
}

function stateOf(breaches: number, { datapointsToAlarm }: StateRule): AlarmState {
  return breaches >= datapointsToAlarm ? 'ALARM' : 'OK';
}
