import { isArray, isObject, type Json, type JsonObject } from '../assembly/template';
import { readSamples, type Samples } from './emf-samples';
import type { MetricIdentity } from './metric-identity';
import { NO_UNIT } from './metric-store';
import { UNITS } from './units';

/** *Specification: Embedded metric format*. */
const MOST_DIMENSIONS = 30;
const MOST_METRICS = 100;
const LONGEST_NAMESPACE = 1_024;
const LONGEST_KEY = 250;
const LONGEST_DIMENSION_VALUE = 1_024;

/** Samples of one metric. */
export interface EmfWrite extends Samples {
  readonly identity: MetricIdentity;
  readonly unit: string;
}

export interface DirectiveReading {
  readonly writes: readonly EmfWrite[];
  /** What CloudWatch drops and counts as `EMFValidationErrors`, a sentence each. */
  readonly problems: readonly string[];
}

/** Reads one element of `_aws.CloudWatchMetrics`; its targets are members of the root. */
export function readDirective(directive: Json, root: JsonObject): DirectiveReading {
  if (!isObject(directive)) return refused('a directive is no object');
  const { Namespace: namespace, Dimensions: sets, Metrics: metrics } = directive;
  if (typeof namespace !== 'string' || namespace === '' || namespace.length > LONGEST_NAMESPACE) {
    return refused(`the namespace ${JSON.stringify(namespace)} is no text of 1 to ${LONGEST_NAMESPACE}`);
  }
  if (!isArray(sets) || sets.length === 0) return refused(`${namespace}: Dimensions holds no dimension set`);
  if (!isArray(metrics)) return refused(`${namespace}: Metrics is no list`);
  if (metrics.length > MOST_METRICS) {
    return refused(`${namespace}: ${metrics.length} metrics, ${MOST_METRICS} are allowed in a directive`);
  }
  const problems: string[] = [];
  const writes: EmfWrite[] = [];
  const dimensionSets = sets.flatMap((set) => kept(readDimensions(set, root), problems));
  for (const metric of metrics) {
    for (const { name, ...samples } of kept(readMetric(metric, root), problems)) {
      for (const dimensions of dimensionSets) {
        writes.push({ ...samples, identity: { namespace, name, dimensions } });
      }
    }
  }
  return { writes, problems: problems.map((problem) => `${namespace}: ${problem}`) };
}

function refused(problem: string): DirectiveReading {
  return { writes: [], problems: [problem] };
}

function kept<Part>(reading: Part | string, problems: string[]): Part[] {
  if (typeof reading !== 'string') return [reading];
  problems.push(reading);
  return [];
}

function readDimensions(set: Json, root: JsonObject): Record<string, string> | string {
  if (!isArray(set)) return 'a dimension set is no list';
  if (set.length > MOST_DIMENSIONS) {
    return `a dimension set has ${set.length} keys, ${MOST_DIMENSIONS} are allowed`;
  }
  const dimensions: Record<string, string> = {};
  for (const key of set) {
    if (typeof key !== 'string' || key === '' || key.length > LONGEST_KEY) {
      return `the dimension ${JSON.stringify(key)} is no text of 1 to ${LONGEST_KEY}`;
    }
    const value = Object.hasOwn(root, key) ? root[key] : undefined;
    if (typeof value !== 'string' || value === '' || value.length > LONGEST_DIMENSION_VALUE) {
      return `the value of dimension ${key} is no text of 1 to ${LONGEST_DIMENSION_VALUE}`;
    }
    dimensions[key] = value;
  }
  return dimensions;
}

function readMetric(metric: Json, root: JsonObject): (Samples & { name: string; unit: string }) | string {
  const {
    Name: name,
    Unit: unit = NO_UNIT,
    StorageResolution: resolution = 60,
  } = isObject(metric) ? metric : {};
  if (typeof name !== 'string' || name === '') return 'a metric has no name';
  if (typeof unit !== 'string' || !UNITS.has(unit)) return `${name} has no unit ${JSON.stringify(unit)}`;
  if (resolution !== 1 && resolution !== 60)
    return `${name} has a StorageResolution that is neither 1 nor 60`;
  const samples = readSamples(Object.hasOwn(root, name) ? root[name] : undefined);
  return typeof samples === 'string' ? `the target of ${name} ${samples}` : { ...samples, name, unit };
}
