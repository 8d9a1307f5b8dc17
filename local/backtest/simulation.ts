import { AlarmSet } from '../cloudwatch/alarm-set';
import type { ActionRun, Transition } from '../cloudwatch/transition';
import { identityKey } from '../cloudwatch/metric-identity';
import { MetricStore } from '../cloudwatch/metric-store';
import { readAlarm } from '../cloudwatch/alarm-definition';
import { AwsMetrics } from './aws/aws-metrics';
import { awsModels } from './catalog';
import { CALM, type Disturbance } from './disturbance';
import { Emission, type IsRead } from './emission';
import type { Phase } from './incidents/incident';
import type { ServiceUnderTest } from './service-under-test';
import type { TemplateAlarm } from './template-alarms';
import { Random } from './traffic/random';
import { Traffic } from './traffic/traffic';

/** Minutes until a point can be read by an alarm: EMF goes through the log first. */
export const INGESTION_DELAY_MINUTES = 1;

/** The longest window is three days; its evaluation range has three of them. */
const KEPT_MINUTES = 9 * 1_440;

export interface SimulationProps {
  readonly seed: number;
  readonly callsAnHour: number;
  readonly from: number;
  /** From which minute alarms are evaluated: they need some data, and some hours to settle. @default from */
  readonly evaluatedFrom?: number;
  readonly phases: readonly Phase[];
}

export interface SimulationResult {
  /** Changes to ALARM, and to INSUFFICIENT_DATA where an alarm has actions for it. */
  readonly rises: readonly Transition[];
  /** Actions that ran for them. */
  readonly notifications: readonly ActionRun[];
}

/** Traffic minute by minute, and after each minute every alarm of the template. */
export function simulate({ model, alarms }: ServiceUnderTest, props: SimulationProps): SimulationResult {
  const { seed, callsAnHour, from, evaluatedFrom = from, phases } = props;
  const store = new MetricStore();
  const isRead = readBy(alarms);
  const traffic = new Traffic({ model, seed, callsAnHour });
  const emission = new Emission(store, model, isRead);
  const metrics = new AwsMetrics(store, isRead);
  const aws = awsModels({ resources: model.resources, metrics, random: new Random(`seed ${seed}/aws`) });
  const set = new AlarmSet(alarms, store, { ingestionDelayMinutes: INGESTION_DELAY_MINUTES });
  const result = { rises: [] as Transition[], notifications: [] as ActionRun[] };
  const toldOfSilence = new Set(alarms.filter(tellsOfSilence).map(({ name }) => name));

  function live(minute: number, disturbance: Disturbance): void {
    const happened = traffic.at(minute, disturbance);
    emission.write(happened);
    for (const write of aws) write(happened, disturbance);
    if (minute < evaluatedFrom) return;
    const { transitions, actions } = set.evaluate(minute + 1);
    for (const change of transitions) {
      const isSilence = change.to === 'INSUFFICIENT_DATA' && toldOfSilence.has(change.alarm);
      if (change.to === 'ALARM' || isSilence) result.rises.push(change);
    }
    for (const action of actions) if (action.state !== 'OK') result.notifications.push(action);
    if (minute % 1_440 === 0) store.forgetDaysBefore(minute - KEPT_MINUTES);
  }

  let minute = from;
  for (const { minutes, disturbance } of phases) {
    for (const end = minute + minutes; minute < end; minute += 1) live(minute, disturbance);
  }
  return result;
}

/** An ordinary stretch of time. */
export function calm(minutes: number): Phase {
  return { minutes, disturbance: CALM };
}

function tellsOfSilence({ properties: { InsufficientDataActions: actions } }: TemplateAlarm): boolean {
  return Array.isArray(actions) && actions.length > 0;
}

function readBy(alarms: ServiceUnderTest['alarms']): IsRead {
  const keys = new Set<string>();
  for (const { name, type, properties } of alarms) {
    if (type !== 'AWS::CloudWatch::Alarm') continue;
    for (const query of readAlarm(name, properties).watched.queries) {
      if ('stat' in query) keys.add(identityKey(query.stat.identity));
    }
  }
  return (identity) => keys.has(identityKey(identity));
}
