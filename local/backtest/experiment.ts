import { blipsOf, incidentsOf } from './catalog';
import type { Incident } from './incidents/incident';
import type { ServiceUnderTest } from './service-under-test';
import { calm, simulate, type SimulationResult } from './simulation';
import { Random } from './traffic/random';
import { FIRST_MINUTE, meanRhythm } from './traffic/rhythm';

const HOUR = 60;
const DAY = 24 * HOUR;
const CALM_MINUTES = 30 * DAY;
const WARM_UP = DAY / 2;
const LONGEST_WARM_UP = 4 * DAY;
/** Alarms settle before something happens, those that are evaluated once an hour too. */
const SETTLING = 4 * HOUR;
/** What rose in the last minutes is still notified: actions wait for worse alarms. */
const AFTERMATH = 10;
/** Incidents begin where the rhythm is about its mean, so that the hours before are not of another level. */
const USUAL_RHYTHM = { least: 0.7, most: 1.5 };

/** One run of the simulation, by names: it may run in another process. */
export interface Experiment {
  readonly kind: 'calm' | 'incident' | 'blip';
  /** Of the incident or blip. */
  readonly id: string;
  readonly seed: number;
  /** Of the whole service on average when it is calm, else of the tool or service in the hour in which it begins. */
  readonly callsAnHour: number;
}

/** Minutes since it began, by id of an alarm. */
type Times = Readonly<Record<string, number>>;

export interface Observation {
  readonly experiment: Experiment;
  /** First change to ALARM, or to INSUFFICIENT_DATA where an alarm has actions for it. */
  readonly rose: Times;
  /** How often each changed to it. */
  readonly rises: Readonly<Record<string, number>>;
  /** First time that actions ran for it. */
  readonly notified: Times;
}

export function observe(service: ServiceUnderTest, experiment: Experiment): Observation {
  const { kind, id, seed, callsAnHour } = experiment;
  if (kind === 'calm') {
    const phases = [calm(DAY + CALM_MINUTES)];
    const evaluatedFrom = FIRST_MINUTE + DAY;
    const run = simulate(service, { seed, callsAnHour, from: FIRST_MINUTE, evaluatedFrom, phases });
    return observed(service, experiment, run, evaluatedFrom);
  }
  const incident = kind === 'incident' ? incidentsOf(service.model).find((one) => one.id === id) : undefined;
  const happens = incident ?? blipsOf(service.model).find((blip) => blip.id === id);
  if (!happens) throw new Error(`There is no ${kind} '${id}'.`);
  return watch(service, experiment, incident, happens);
}

function watch(
  service: ServiceUnderTest,
  experiment: Experiment,
  incident: Incident | undefined,
  { phases, warmUpMinutes: warmUp = WARM_UP }: Pick<Incident, 'phases' | 'warmUpMinutes'>,
): Observation {
  const { id, seed, callsAnHour } = experiment;
  const start = startOf(new Random(`seed ${seed}/start of ${id}`));
  const share = service.model.tools.find(({ name }) => name === incident?.tool)?.share ?? 1;
  const before = { minutes: warmUp, disturbance: incident?.before ?? {} };
  const run = simulate(service, {
    seed,
    callsAnHour: callsAnHour / share / meanRhythm(start, HOUR),
    from: start - warmUp,
    evaluatedFrom: start - SETTLING,
    phases: [before, ...phases, { ...before, minutes: AFTERMATH }],
  });
  return observed(service, experiment, run, start);
}

function startOf(random: Random): number {
  for (;;) {
    const start = FIRST_MINUTE + LONGEST_WARM_UP + random.below(7 * DAY);
    const factor = meanRhythm(start, HOUR);
    if (factor >= USUAL_RHYTHM.least && factor <= USUAL_RHYTHM.most) return start;
  }
}

function observed(
  { alarms }: ServiceUnderTest,
  experiment: Experiment,
  { rises: rose, notifications }: SimulationResult,
  start: number,
): Observation {
  const ids = new Map(alarms.map(({ name, id }) => [name, id]));
  const firstOf = (events: readonly { alarm: string; minute: number }[]): Times => {
    const times: Record<string, number> = {};
    for (const { alarm, minute } of events) {
      if (minute > start) times[ids.get(alarm) ?? alarm] ??= minute - start;
    }
    return times;
  };
  const rises: Record<string, number> = {};
  for (const { alarm } of rose.filter(({ minute }) => minute > start)) {
    const id = ids.get(alarm) ?? alarm;
    rises[id] = (rises[id] ?? 0) + 1;
  }
  return { experiment, rose: firstOf(rose), rises, notified: firstOf(notifications) };
}
