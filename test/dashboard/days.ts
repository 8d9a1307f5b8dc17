import { AlarmSet } from '../../local/cloudwatch/alarm-set';
import { MS_A_MINUTE, MetricStore } from '../../local/cloudwatch/metric-store';
import { recordEmf } from '../../local/cloudwatch/emf';
import type { AlarmStates } from '../../local/dashboard/draw/alarms';
import type { ExampleDesk } from './example-desk';
import { Happenings } from './happenings';

const HOUR = 60;
/** Minutes between ordinary calls. */
const STEP = 5;
const BUSIEST = 7;
/** Minutes before the end at which something happens. */
const INCIDENTS: readonly (readonly [number, (happenings: Happenings) => Promise<void>])[] = [
  [9 * HOUR, (happenings) => happenings.replay(1)],
  [8 * HOUR, (happenings) => happenings.export(3)],
  [6 * HOUR, (happenings) => happenings.limitsDown()],
  [5 * HOUR, (happenings) => happenings.ticketsDown(6)],
  [5 * HOUR - 4, (happenings) => happenings.ticketsDown(6, 6)],
  [5 * HOUR - 8, (happenings) => happenings.ticketsDown(3, 12)],
  [3 * HOUR, (happenings) => happenings.ticketsSlow(1_300, 20)],
  [3 * HOUR - 5, (happenings) => happenings.ticketsSlow(1_100, 20)],
  [2 * HOUR, (happenings) => happenings.runaway()],
  [90, (happenings) => happenings.stranger()],
  [80, (happenings) => happenings.stranger()],
  [60, (happenings) => happenings.replay(2)],
  [40, (happenings) => happenings.unknownTool(1)],
  [20, (happenings) => happenings.export(5)],
];

/** Minutes before the end at which another instance takes over. */
const INSTANCES = new Set([11 * HOUR, 7 * HOUR, 5 * HOUR - 10, 2 * HOUR - 1]);

/**
 * Lets days pass on the server's clock until now: a rhythm of a day, nobody at night, and some incidents. Every
 * minute of the last half day is probed, as the schedule does; one in five before that.
 */
export async function letDaysPass(desk: ExampleDesk, hours: number, now: number): Promise<void> {
  const happenings = new Happenings(desk);
  const { server } = desk;
  let number = 0;
  for (let before = hours * HOUR; before > 0; before -= 1) {
    const isStep = before % STEP === 0;
    const incidents = INCIDENTS.filter(([at]) => at === before);
    if (INSTANCES.has(before)) {
      server.setTime(now - before * MS_A_MINUTE);
      await server.renew();
    }
    if (!isStep && incidents.length === 0 && before > 12 * HOUR) continue;
    server.setTime(now - before * MS_A_MINUTE);
    await server.probe();
    const calls = isStep ? callsAt(before, number) : 0;
    for (let call = 0; call < calls; call += 1) await happenings.ordinary((number += 1));
    for (const [, happens] of incidents) await happens(happenings);
  }
  server.setTime(now);
}

/** Counted from the end, so that every picture has the same shape: a quiet night 12 to 8 hours before it. */
function callsAt(before: number, number: number): number {
  const hour = (before / HOUR) % 24;
  if (hour > 9.5 && hour < 11) return 0;
  const level = (1 + Math.cos(((hour - 2) / 24) * 2 * Math.PI)) / 2;
  return Math.round(1 + level * BUSIEST) + (number % 3);
}

/** What CloudWatch makes of the lines: metrics, and the states of the alarms at the end. */
export function metricsOf(desk: ExampleDesk, now: number): { store: MetricStore; problems: string[] } {
  const store = new MetricStore();
  const problems = desk.server.lines.flatMap(({ text }) =>
    recordEmf(store, text, now).map(({ what }) => what),
  );
  return { store, problems };
}

/** @param hours - How long the alarms have been there. */
export function alarmStates(
  { alarms }: ExampleDesk,
  store: MetricStore,
  hours: number,
  now: number,
): AlarmStates {
  const set = new AlarmSet(alarms, store);
  const last = Math.floor(now / MS_A_MINUTE);
  for (let minute = last - hours * HOUR; minute <= last; minute += 1) set.evaluate(minute);
  return new Map(alarms.map(({ name }) => [name, set.stateOf(name)]));
}
