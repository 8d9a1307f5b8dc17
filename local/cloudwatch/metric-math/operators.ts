import { CloudWatchError } from '../cloudwatch-error';
import { isMissing, pointOf, valueAt, type Compiled, type Frame, type Points } from './compiled';
import type { BinaryOperator } from './syntax-tree';

type Operation = (left: number, right: number) => number;

/** A quotient by 0 is not finite, so that its point is dropped. */
const OPERATIONS: Readonly<Record<BinaryOperator, Operation>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '<': (left, right) => Number(left < right),
  '<=': (left, right) => Number(left <= right),
  '>': (left, right) => Number(left > right),
  '>=': (left, right) => Number(left >= right),
  AND: (left, right) => Number(left !== 0 && right !== 0),
  OR: (left, right) => Number(left !== 0 || right !== 0),
};

/**
 * Two operands. Between two series a missing value counts as 0; a timestamp at which neither has one has no
 * result; a division by 0 drops the point (*Using metric math*, basic arithmetic and comparison operators).
 */
export function compileBinary(operator: BinaryOperator, left: Compiled, right: Compiled): Compiled {
  const operation = OPERATIONS[operator];
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    return {
      kind: 'scalar',
      run: (frame) => {
        const [a, b] = [left.run(frame), right.run(frame)];
        return isMissing(a) || isMissing(b) ? Number.NaN : pointOf(operation(a, b));
      },
    };
  }
  const one = combiner(operation);
  if (left.kind === 'list') {
    if (right.kind === 'list') {
      throw new CloudWatchError(`'${operator}' is not defined between two arrays of time series`);
    }
    return { kind: 'list', run: (frame) => left.run(frame).map((a) => one(frame, a, right.run(frame))) };
  }
  if (right.kind === 'list') {
    return { kind: 'list', run: (frame) => right.run(frame).map((b) => one(frame, left.run(frame), b)) };
  }
  return { kind: 'series', run: (frame) => one(frame, left.run(frame), right.run(frame)) };
}

export function compileNegation(operand: Compiled): Compiled {
  return compileBinary('*', operand, { kind: 'scalar', run: () => -1 });
}

type Operand = number | Points;

function combiner(operation: Operation) {
  return ({ length }: Frame, left: Operand, right: Operand): Points => {
    const hasScalar = typeof left === 'number' || typeof right === 'number';
    const points: number[] = [];
    for (let index = 0; index < length; index += 1) {
      const a = valueAt(left, index);
      const b = valueAt(right, index);
      // A scalar has no timestamp: it gives no point where the series has none.
      const isNone = hasScalar ? isMissing(a) || isMissing(b) : isMissing(a) && isMissing(b);
      points.push(isNone ? Number.NaN : pointOf(operation(orZero(a), orZero(b))));
    }
    return points;
  };
}

function orZero(value: number): number {
  return isMissing(value) ? 0 : value;
}
