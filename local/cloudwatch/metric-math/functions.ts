import { CloudWatchError } from '../cloudwatch-error';
import { isMissing, seriesFor, type Compiled, type Points } from './compiled';
import { compileIf } from './condition';
import { ELEMENT_FUNCTIONS, TIME_FUNCTIONS } from './element-functions';
import { REDUCERS, reduceList, reduceSeries } from './reducers';

type Build = (parts: readonly Compiled[], name: string) => Compiled;

const PLAIN: Readonly<Record<string, Build>> = {
  IF: compileIf,
  TIME_SERIES: (parts, name) => {
    const scalar = only(parts, name, 'scalar');
    return {
      kind: 'series',
      run: (frame) => {
        const value = scalar.run(frame);
        return seriesFor(frame, () => value);
      },
    };
  },
  METRIC_COUNT: (parts, name) => {
    const list = only(parts, name, 'list');
    return { kind: 'scalar', run: (frame) => list.run(frame).length };
  },
  FIRST: (parts, name) => member(only(parts, name, 'list'), 0),
  LAST: (parts, name) => member(only(parts, name, 'list'), -1),
  REMOVE_EMPTY: (parts, name) => {
    const list = only(parts, name, 'list');
    return {
      kind: 'list',
      run: (frame) => list.run(frame).filter((points) => points.some((value) => !isMissing(value))),
    };
  },
};

/** Functions whose arguments are not all values: the compiler reads them itself. */
export const SPECIAL_FUNCTIONS = ['FILL', 'METRICS', 'PERIOD'] as const;

/** Functions of CloudWatch that are not evaluated here. */
const UNSUPPORTED = new Set([
  'ANOMALY_DETECTION_BAND',
  'DB_PERF_INSIGHTS',
  'INSIGHT_RULE_METRIC',
  'LAMBDA',
  'SEARCH',
  'SELECT',
  'SERVICE_QUOTA',
  'SLICE',
  'SORT',
]);

/** Every function that can be evaluated. */
export const FUNCTION_NAMES: readonly string[] = [
  ...Object.keys(PLAIN),
  ...Object.keys(ELEMENT_FUNCTIONS),
  ...Object.keys(TIME_FUNCTIONS),
  ...Object.keys(REDUCERS),
  ...SPECIAL_FUNCTIONS,
].toSorted();

/** Functions whose point at a timestamp depends on nothing but the points of that timestamp. */
export const POINTWISE_FUNCTIONS: ReadonlySet<string> = new Set([
  'IF',
  'FILL',
  'TIME_SERIES',
  'PERIOD',
  'ABS',
  'CEIL',
  'FLOOR',
  'LOG',
  'LOG10',
  ...Object.keys(TIME_FUNCTIONS),
]);

/** @throws {CloudWatchError} that names a function that is not known, and those that are. */
export function compileFunction(name: string, parts: readonly Compiled[]): Compiled {
  const plain = own(PLAIN, name);
  if (plain) return plain(parts, name);
  const element = own(ELEMENT_FUNCTIONS, name);
  if (element) {
    const part = only(parts, name, 'series', 'list');
    if (part.kind === 'series') return { kind: 'series', run: (frame) => element(part.run(frame), frame) };
    return { kind: 'list', run: (frame) => part.run(frame).map((points) => element(points, frame)) };
  }
  const time = own(TIME_FUNCTIONS, name);
  if (time) {
    only(parts, name, 'series');
    return { kind: 'series', run: (frame) => seriesFor(frame, (index) => time(frame.startOf(index))) };
  }
  const reducer = own(REDUCERS, name);
  if (reducer) {
    const part = only(parts, name, 'series', 'list');
    if (part.kind === 'series') {
      return { kind: 'scalar', run: (frame) => reduceSeries(reducer, part.run(frame)) };
    }
    return { kind: 'series', run: (frame) => reduceList(reducer, part.run(frame), frame.length) };
  }
  const what = UNSUPPORTED.has(name) ? 'is not evaluated here' : 'is no function of metric math';
  throw new CloudWatchError(`${name} ${what}; known are ${FUNCTION_NAMES.join(', ')}`);
}

function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

const KIND_NAMES = { scalar: 'a scalar', series: 'a time series', list: 'an array of time series' } as const;

/** The single argument of a function, which must be of one of these kinds. */
export function only<Kind extends Compiled['kind']>(
  parts: readonly Compiled[],
  name: string,
  ...kinds: readonly Kind[]
): Extract<Compiled, { kind: Kind }> {
  const [part] = parts;
  if (part && parts.length === 1 && isOf(part, kinds)) return part;
  const wanted = kinds.map((kind) => KIND_NAMES[kind]).join(' or ');
  const got = parts.map(({ kind }) => KIND_NAMES[kind]).join(' and ') || 'nothing';
  throw new CloudWatchError(`${name} wants ${wanted}, not ${got}`);
}

function isOf<Kind extends Compiled['kind']>(
  part: Compiled,
  kinds: readonly Kind[],
): part is Extract<Compiled, { kind: Kind }> {
  return kinds.some((kind) => kind === part.kind);
}

function member(list: Extract<Compiled, { kind: 'list' }>, index: number): Compiled {
  const none = (length: number): Points => Array.from({ length }, () => Number.NaN);
  return { kind: 'series', run: (frame) => list.run(frame).at(index) ?? none(frame.length) };
}
