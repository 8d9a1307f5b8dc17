import type { Disturbance } from '../disturbance';
import type { ServiceModel } from '../service-model';

/** A stretch of time in which something is different. */
export interface Phase {
  readonly minutes: number;
  readonly disturbance: Disturbance;
}

/** Something that goes wrong, and who has to say so. */
export interface Incident {
  readonly id: string;
  /** One line for a person. */
  readonly title: string;
  readonly phases: readonly Phase[];
  /**
   * Ids of the alarms that have to rise, where the template has them. Each must at some traffic; the table
   * shows at which.
   */
  readonly alarms: readonly string[];
  /** Ids of the alarms that name it, where somebody has to be told what it is: all of them have to be in ALARM. */
  readonly namedBy?: readonly string[];
  /** Ids of alarms that must not rise: they would name the wrong one. */
  readonly silent?: readonly string[];
  /** What its calls an hour are counted over. @default - all tools */
  readonly tool?: string;
  /** Median minutes until it is named, or else until somebody is notified, from so many calls an hour. */
  readonly bound?: { readonly callsAnHour: number; readonly minutes: number };
  /** What is before it, where it is not calm. */
  readonly before?: Disturbance;
  /** Traffic that windows need before it. @default 720 */
  readonly warmUpMinutes?: number;
  /** Found by metrics that AWS emits and that are modelled here. */
  readonly modelled?: boolean;
}

/** Something that passes before anybody could act: nobody may be paged. */
export interface Blip {
  readonly id: string;
  readonly title: string;
  readonly phases: readonly Phase[];
  /** Ids of alarms that must not rise, whether they page or not. */
  readonly silent?: readonly string[];
  /** Traffic and alarms before it; 0 where both are new. @default 720 */
  readonly warmUpMinutes?: number;
}

/** Incidents may need to know the tools. */
export type Incidents = (model: ServiceModel) => readonly Incident[];
export type Blips = (model: ServiceModel) => readonly Blip[];
