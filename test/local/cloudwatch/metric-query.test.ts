import { MetricRequest, type MetricQuery } from '../../../local/cloudwatch/metric-query';
import { MetricStore } from '../../../local/cloudwatch/metric-store';
import { parseStatistic } from '../../../local/cloudwatch/statistic';
import { seeded } from '../../limits/random';

const NAMES = ['bad', 'total'] as const;
const PERIOD = 5;
const POINTS = 3;

const identity = (name: string) => ({ namespace: 'Desk', name, dimensions: {} });

function requestFor(store: MetricStore, expression: string): MetricRequest {
  const metrics = NAMES.map((name): MetricQuery => {
    const stat = { identity: identity(name), statistic: parseStatistic('Sum'), periodMinutes: PERIOD };
    return { id: name, stat };
  });
  const queries = [...metrics, { id: 'e', expression }];
  return new MetricRequest({ store, queries, returnId: 'e', periodMinutes: PERIOD, mostPoints: POINTS });
}

test.each([
  'bad / total',
  'IF(FILL(bad, 0) >= 3, bad / total, 0)',
  'FILL(bad, REPEAT)',
  'FILL(bad, LINEAR)',
  'SUM([bad, total])',
  'bad - AVG(bad)',
  'RUNNING_SUM(bad)',
  'DIFF(total)',
  'MINUTE(bad)',
  '[bad, total] * 2',
])('what is remembered of %s is what the whole range gives anew, with late writes', (expression) => {
  const random = seeded(5);
  const store = new MetricStore();
  const kept = requestFor(store, expression);
  for (let minute = 29_000_000; minute < 29_000_300; minute += 1) {
    for (const name of NAMES) {
      const late = random() < 0.2 ? Math.floor(random() * 12) : 0;
      if (random() < 0.3) store.record(identity(name), minute - late, [Math.floor(random() * 4)]);
    }
    // FIRST is no function of one timestamp alone: nothing is remembered of this one.
    const [anew] = requestFor(store, `FIRST([${expression}])`).pointsBefore(minute + 1, POINTS);
    const [points] = kept.pointsBefore(minute + 1, POINTS);
    expect([minute, points]).toEqual([minute, anew]);
  }
});
