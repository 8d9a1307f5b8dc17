import { CloudWatchError } from '../cloudwatch-error';
import { isMissing, valueAt, type Compiled } from './compiled';

/**
 * `IF(condition, then, otherwise?)` (*Using metric math*, using IF expressions). False is exactly 0. A missing
 * condition drops the point. Under a true condition a missing `then` is 0. Under a false one a missing
 * `otherwise` is 0 where `then` is a series, and drops the point where `then` is a scalar.
 */
export function compileIf(parts: readonly Compiled[]): Compiled {
  const [condition, then, otherwise] = parts;
  if (!condition || !then || parts.length > 3) {
    throw new CloudWatchError('IF wants a condition, a value and perhaps another value');
  }
  if (condition.kind === 'list' || then.kind === 'list' || otherwise?.kind === 'list') {
    throw new CloudWatchError('IF takes time series and scalars, no array of time series');
  }
  if (condition.kind === 'scalar' && then.kind === 'scalar') {
    throw new CloudWatchError('IF of a scalar condition wants time series to choose from');
  }
  const fallback = then.kind === 'series' && condition.kind === 'series' ? 0 : undefined;
  return {
    kind: 'series',
    run: (frame) => {
      const holds = condition.run(frame);
      const whenTrue = then.run(frame);
      const whenFalse = otherwise?.run(frame) ?? Number.NaN;
      const points: number[] = [];
      for (let index = 0; index < frame.length; index += 1) {
        const truth = valueAt(holds, index);
        const value = valueAt(truth === 0 ? whenFalse : whenTrue, index);
        const isDropped = isMissing(truth) || (truth === 0 && !otherwise);
        points.push(isDropped ? Number.NaN : isMissing(value) ? (fallback ?? value) : value);
      }
      return points;
    },
  };
}
