import { describeIdentity, identityKey } from '../../../local/cloudwatch/metric-identity';
import { MetricStore } from '../../../local/cloudwatch/metric-store';

const MINUTE = 29_000_000;
const identity = (dimensions: Record<string, string> = {}) => ({
  namespace: 'Desk',
  name: 'Calls',
  dimensions,
});

test('the order of dimensions does not make another metric, a dimension does', () => {
  const store = new MetricStore();
  const both = store.metric(identity({ service: 'desk', tool: 'add' }));
  expect(store.metric(identity({ tool: 'add', service: 'desk' }))).toBe(both);
  const others = [identity({ service: 'desk' }), identity({ service: 'desk', tool: 'find' }), identity()];
  for (const other of others) expect(store.metric(other)).not.toBe(both);
});

test('no text in a name can pass for another metric', () => {
  const keys = [
    identityKey({ namespace: 'a', name: 'b,c', dimensions: {} }),
    identityKey({ namespace: 'a,b', name: 'c', dimensions: {} }),
    identityKey({ namespace: 'a', name: 'b', dimensions: { 'x","y': 'z' } }),
    identityKey({ namespace: 'a', name: 'b', dimensions: { x: 'y","z' } }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test('only what was written is listed', () => {
  const store = new MetricStore();
  store.metric(identity());
  store.record(identity({ service: 'desk' }), MINUTE, [1]);
  expect(store.written().map(describeIdentity)).toEqual(['Desk Calls {service=desk}']);
});

test('days are forgotten whole', () => {
  const store = new MetricStore();
  const metric = store.metric(identity());
  const day = 20_000 * 1_440;
  for (const minute of [day - 1, day, day + 1_440]) metric.record(minute, [1]);
  store.forgetDaysBefore(day + 5);
  expect(metric.stream()?.aggregate(day - 10, day + 2_000)).toMatchObject({ sum: 2, count: 2 });
});

test('values of a minute are kept apart, equal ones together', () => {
  const metric = new MetricStore().metric(identity());
  metric.record(MINUTE, [5]);
  metric.record(MINUTE, [5, 5]);
  metric.record(MINUTE, [7, 5], [2, 1]);
  const counts = new Map<number, number>();
  metric.stream()?.forEachValue(MINUTE, (value, count) => {
    counts.set(value, (counts.get(value) ?? 0) + count);
  });
  expect([...counts].toSorted(([a], [b]) => a - b)).toEqual([
    [5, 4],
    [7, 2],
  ]);
  expect(metric.stream()?.aggregate(MINUTE, MINUTE + 1)).toEqual({
    sum: 34,
    count: 6,
    minimum: 5,
    maximum: 7,
  });
});
