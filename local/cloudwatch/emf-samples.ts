import { isArray, isObject, type Json } from '../assembly/template';

/** *Specification: Embedded metric format*: elements of an array of one metric. */
const MOST_VALUES = 100;

export interface Samples {
  readonly values: readonly number[];
  /** Absent: one each. */
  readonly counts?: readonly number[];
}

/**
 * The samples that a metric's target holds: a number, or an array of which each element is a sample. The object
 * with `Values` and `Counts` is not in the public specification, but CloudWatch takes it from its collectors.
 *
 * @returns why it holds none, as the rest of a sentence about it.
 */
export function readSamples(target: Json | undefined): Samples | string {
  if (target === undefined) return 'is not in the document';
  if (typeof target === 'number') return { values: [target] };
  if (isArray(target)) return limited(target, 'is an array of') ?? { values: target.filter(isNumber) };
  if (!isObject(target)) return 'is neither a number nor an array of numbers';
  const { Values: values, Counts: counts } = target;
  if (!isArray(values) || !isArray(counts))
    return 'is a statistic set, which has no distribution: not read here';
  const refusal = limited(values, 'has Values of') ?? limited(counts, 'has Counts of');
  if (refusal !== undefined) return refusal;
  const samples = { values: values.filter(isNumber), counts: counts.filter(isNumber) };
  if (samples.values.length !== samples.counts.length) return 'has not as many Counts as Values';
  return samples.counts.every((count) => count > 0) ? samples : 'has a count that is not above 0';
}

function limited(list: readonly Json[], what: string): string | undefined {
  if (list.length === 0 || list.length > MOST_VALUES)
    return `${what} ${list.length}, not 1 to ${MOST_VALUES}`;
  return list.every(isNumber) ? undefined : `${what} more than numbers`;
}

function isNumber(value: Json): value is number {
  return typeof value === 'number';
}
