/** Names one metric. A dimension more or less, or another value of one, is another metric. */
export interface MetricIdentity {
  readonly namespace: string;
  readonly name: string;
  /** Order does not matter. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The same text for the same metric, whatever the order of its dimensions. */
export function identityKey({ namespace, name, dimensions }: MetricIdentity): string {
  const pairs = Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, ...pairs]);
}

/** For people: `McpService Faults {service=desk}`. */
export function describeIdentity({ namespace, name, dimensions }: MetricIdentity): string {
  const pairs = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
  return `${namespace} ${name} {${pairs.join(', ')}}`;
}
