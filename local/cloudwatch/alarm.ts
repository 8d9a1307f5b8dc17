import type { ComparisonOperator, AlarmDefinition } from './alarm-definition';
import { describePoints } from './alarm-reason';
import { decideState, type AlarmState, type StateRule, type Verdict } from './alarm-state';
import { CloudWatchError } from './cloudwatch-error';
import { DEFAULT_OPTIONS, type EvaluationOptions } from './evaluation-options';
import type { Points } from './metric-math/compiled';
import { MetricRequest } from './metric-query';
import type { MetricStore } from './metric-store';
import type { Transition } from './transition';

const COMPARISONS: Readonly<Record<ComparisonOperator, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

const MINUTES_AN_HOUR = 60;
const MINUTES_A_DAY = 1_440;

/** A metric alarm. It starts in INSUFFICIENT_DATA, as CloudFormation creates it. */
export class MetricAlarm {
  private current: AlarmState = 'INSUFFICIENT_DATA';
  private readonly request: MetricRequest;
  private readonly rule: StateRule;
  private readonly rangeLength: number;
  private readonly isHourly: boolean;
  private readonly options: EvaluationOptions;

  /** @throws {CloudWatchError} when its expression is wrong or is not a single time series. */
  constructor(
    readonly definition: AlarmDefinition,
    store: MetricStore,
    options: Partial<EvaluationOptions> = {},
  ) {
    const { watched, evaluationPeriods } = definition;
    this.options = { ...DEFAULT_OPTIONS, ...options };
    this.rule = { ...definition, loneRecentBreach: this.options.loneRecentBreach };
    this.rangeLength = Math.max(evaluationPeriods, this.options.evaluationRange(evaluationPeriods));
    this.isHourly = watched.periodMinutes * evaluationPeriods > MINUTES_A_DAY;
    this.request = new MetricRequest({ store, ...watched, mostPoints: this.rangeLength });
    if (!this.request.isSingle) {
      throw new CloudWatchError(
        `${definition.name}: an alarm can watch one time series, not an array of them`,
      );
    }
  }

  get name(): string {
    return this.definition.name;
  }

  get state(): AlarmState {
    return this.current;
  }

  /**
   * Evaluates the alarm at the start of a minute, over periods that end there: windows slide by the minute and
   * are not aligned to the clock. Over more than a day it is evaluated once an hour, with data up to the last
   * full hour (*Alarm evaluation window*).
   *
   * @param minute since the epoch. Call it for every minute, in order.
   * @returns the change of the state, if there is one.
   */
  evaluate(minute: number): Transition | undefined {
    const { ingestionDelayMinutes, hourlyMinute } = this.options;
    const known = minute - ingestionDelayMinutes;
    if (!this.isHourly) return this.evaluateBefore(known, minute);
    if (minute % MINUTES_AN_HOUR !== hourlyMinute) return undefined;
    return this.evaluateBefore(known - (known % MINUTES_AN_HOUR), minute);
  }

  private evaluateBefore(end: number, minute: number): Transition | undefined {
    const latest = this.latestBefore(end);
    if (latest && this.judge(latest, end).state === this.current) return undefined;
    const [points = []] = this.request.pointsBefore(end, this.rangeLength);
    const verdict = this.judge(points, end);
    if (verdict.state === this.current) return undefined;
    const transition: Transition = {
      alarm: this.name,
      minute,
      from: this.current,
      to: verdict.state,
      reason: describePoints(this.definition, points, end, verdict.decision),
    };
    this.current = verdict.state;
    return transition;
  }

  /** The latest N points where none is missing: then they decide, and the older ones of the range are not asked for. */
  private latestBefore(end: number): Points | undefined {
    if (!this.request.isPointwise) return undefined;
    const [latest = []] = this.request.pointsBefore(end, this.definition.evaluationPeriods);
    return latest.some(Number.isNaN) ? undefined : latest;
  }

  private judge(points: Points, end: number): Verdict {
    const { operator, threshold, fewestSamples, evaluationPeriods, watched } = this.definition;
    const from = end - evaluationPeriods * watched.periodMinutes;
    if (fewestSamples > 0 && this.request.samplesBetween(from, end) < fewestSamples) {
      return { state: this.current, decision: 'too few samples' };
    }
    const breaches = COMPARISONS[operator];
    const range: (boolean | undefined)[] = [];
    for (const value of points) range.push(Number.isNaN(value) ? undefined : breaches(value, threshold));
    return decideState(range, this.rule, this.current);
  }
}
