import type { AlarmDefinition, ComparisonOperator } from './alarm-definition';
import type { Decision } from './alarm-state';
import type { Points } from './metric-math/compiled';
import { MS_A_MINUTE } from './metric-store';

const SIGNS: Readonly<Record<ComparisonOperator, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};

const DIGITS = 4;

/**
 * Why an alarm is in a state: `enough data: breach is > 5; 12:00 = 7, 12:05 missing`. Times are the starts of
 * the periods in UTC, oldest first.
 */
export function describePoints(
  { operator, threshold, watched }: AlarmDefinition,
  points: Points,
  end: number,
  decision: Decision,
): string {
  const listed = points.map((value, index) => {
    const start = end - (points.length - index) * watched.periodMinutes;
    const time = new Date(start * MS_A_MINUTE).toISOString().slice(11, 16);
    return Number.isNaN(value) ? `${time} missing` : `${time} = ${Number(value.toPrecision(DIGITS))}`;
  });
  return `${decision}: breach is ${SIGNS[operator]} ${threshold}; ${listed.join(', ')}`;
}
