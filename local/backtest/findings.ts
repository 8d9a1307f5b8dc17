import type { Experiment, Observation } from './experiment';
import { LEVELS } from './plan';
import type { Time } from './quantile';
import type { ServiceUnderTest } from './service-under-test';

/** What was observed, by what was tried. */
export class Findings {
  /** Calls an hour that were tried. */
  readonly levels: readonly number[];
  private readonly byTrial = new Map<string, Observation[]>();

  constructor(
    readonly service: ServiceUnderTest,
    readonly observations: readonly Observation[],
  ) {
    const tried = new Set(observations.map(({ experiment }) => experiment.callsAnHour));
    this.levels = LEVELS.filter((level) => tried.has(level));
    for (const observation of observations) {
      const key = keyOf(observation.experiment);
      const trial = this.byTrial.get(key);
      if (trial) trial.push(observation);
      else this.byTrial.set(key, [observation]);
    }
  }

  /** Whether anything of an incident or blip was tried. */
  has(id: string): boolean {
    return this.observations.some(({ experiment }) => experiment.id === id);
  }

  /** One observation a seed. */
  of(kind: Experiment['kind'], id: string, callsAnHour: number): readonly Observation[] {
    return this.byTrial.get(keyOf({ kind, id, callsAnHour })) ?? [];
  }

  /** How long an alarm took to rise, a seed each. */
  rises(incident: string, alarm: string, callsAnHour: number): readonly Time[] {
    return this.of('incident', incident, callsAnHour).map(({ rose }) => rose[alarm]);
  }

  /** How long it took until all of some alarms had risen, a seed each. */
  names(incident: string, alarms: readonly string[], callsAnHour: number): readonly Time[] {
    return this.of('incident', incident, callsAnHour).map(({ rose }) => {
      const times = alarms.map((alarm) => rose[alarm] ?? Infinity);
      return Math.max(...times) === Infinity ? undefined : Math.max(...times);
    });
  }

  /** How long it took until somebody was paged, by whatever alarm. */
  pages(kind: Experiment['kind'], id: string, callsAnHour: number): readonly Time[] {
    return this.of(kind, id, callsAnHour).map((observation) => this.first(observation, 'page'));
  }

  /** The same for tickets. */
  tickets(kind: Experiment['kind'], id: string, callsAnHour: number): readonly Time[] {
    return this.of(kind, id, callsAnHour).map((observation) => this.first(observation, 'ticket'));
  }

  /** Ids of the alarms that notified, of a severity. */
  readonly notifiers = ({ notified }: Observation, severity: 'page' | 'ticket'): readonly string[] =>
    this.service.alarms
      .filter((alarm) => alarm.severity === severity && alarm.id in notified)
      .map(({ id }) => id);

  private first(observation: Observation, severity: 'page' | 'ticket'): Time {
    const times = this.notifiers(observation, severity).map((id) => observation.notified[id] ?? Infinity);
    return times.length === 0 ? undefined : Math.min(...times);
  }
}

function keyOf({ kind, id, callsAnHour }: Pick<Experiment, 'kind' | 'id' | 'callsAnHour'>): string {
  return `${kind}/${id}/${callsAnHour}`;
}
