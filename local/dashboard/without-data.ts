import { describeIdentity, identityKey, type MetricIdentity } from '../cloudwatch/metric-identity';
import { hasData, type Series } from './series';

/** AWS publishes these in an account; nothing does on a desk. */
export function isOfAws({ namespace }: MetricIdentity): boolean {
  return namespace.startsWith('AWS/');
}

/** Metrics of a widget that have no data, each named once. */
export interface WithoutData {
  /** Nobody ever emitted them: a name or a dimension is wrong, or it never happened. */
  readonly unwritten: readonly MetricIdentity[];
  readonly ofAws: readonly MetricIdentity[];
  /** Labels of series that have data, but not in this time. */
  readonly earlier: readonly string[];
}

export function withoutData(series: readonly Series[]): WithoutData {
  const all = new Map(series.flatMap(({ unwritten }) => unwritten.map((each) => [identityKey(each), each])));
  const silent = [...all.values()];
  return {
    unwritten: silent.filter((identity) => !isOfAws(identity)),
    ofAws: silent.filter(isOfAws),
    earlier: series
      .filter((each) => each.unwritten.length === 0 && each.problem === undefined && !hasData(each))
      .map(({ label }) => label),
  };
}

/** What a widget says of them, in a sentence or two. */
export function describeWithoutData({ unwritten, ofAws, earlier }: WithoutData): string[] {
  return [
    ...grouped(unwritten).map((text) => `no data: ${text}`),
    ...grouped(ofAws).map((text) => `${text}: published in an account only`),
    ...(earlier.length > 0 ? [`no data in this time: ${earlier.join(', ')}`] : []),
  ];
}

/** Metrics that differ in one dimension are one text: `McpService Errors {service=desk, code=A | B}`. */
function grouped(identities: readonly MetricIdentity[]): string[] {
  const groups = new Map<string, MetricIdentity[]>();
  for (const identity of identities) {
    const { namespace, name, dimensions } = identity;
    const key = JSON.stringify([namespace, name, Object.keys(dimensions).toSorted()]);
    groups.set(key, [...(groups.get(key) ?? []), identity]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    if (!first) return '';
    const values = (name: string): string =>
      [...new Set(group.map((each) => each.dimensions[name]))].join(' | ');
    const dimensions = Object.keys(first.dimensions).map((name) => [name, values(name)]);
    return describeIdentity({ ...first, dimensions: Object.fromEntries(dimensions) });
  });
}
