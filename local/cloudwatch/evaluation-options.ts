import type { StateRule } from './alarm-state';
import { assumedEvaluationRange, type EvaluationRange } from './evaluation-range';

/** What CloudWatch does not publish, and what a caller may therefore set. See `assumptions.ts`. */
export interface EvaluationOptions {
  /** Minutes until a point can be read. @default 0 */
  readonly ingestionDelayMinutes: number;
  /** Minute of the hour at which alarms over more than a day are evaluated, 0 to 59. @default 3 */
  readonly hourlyMinute: number;
  /** @default N + max(floor(N / 3), 2) */
  readonly evaluationRange: EvaluationRange;
  /** @default 'INSUFFICIENT_DATA' */
  readonly loneRecentBreach: StateRule['loneRecentBreach'];
}

export const DEFAULT_OPTIONS: EvaluationOptions = {
  ingestionDelayMinutes: 0,
  hourlyMinute: 3,
  evaluationRange: assumedEvaluationRange,
  loneRecentBreach: 'INSUFFICIENT_DATA',
};
