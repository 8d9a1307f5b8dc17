import type { Rate } from '../../lambda/contract/rates';
import type { StateEngine } from '../support/state-engine';

/** What a worker is told first. */
export interface Start {
  readonly kind: 'start';
  readonly url: string;
  readonly environment: StateEngine['environment'];
  readonly table: string;
  readonly rate: Rate;
  readonly seed: number;
  /** Instances of the server in this process, each with a memory of its own. */
  readonly instances: number;
  /** `hammer` calls until it is refused, at every tick; else the calls a second of one instance. */
  readonly load: 'hammer' | number;
}

/** The virtual clock moved. The answer comes when everything that this set off has ended. */
export interface Tick {
  readonly kind: 'tick';
  readonly now: number;
}

export interface Ticked {
  readonly kind: 'ticked';
  /** Calls that were let through at this moment. */
  readonly admitted: number;
}

export interface Finish {
  readonly kind: 'finish';
}

export interface Finished {
  readonly kind: 'finished';
  readonly calls: number;
  /** Calls for which the store was asked for anything. */
  readonly asked: number;
  readonly failures: readonly string[];
  /** Commands sent, by name; those whose condition failed too. */
  readonly commands: Readonly<Record<string, number>>;
}

export type ToWorker = Start | Tick | Finish;
export type FromWorker = { readonly kind: 'ready' } | Ticked | Finished;
