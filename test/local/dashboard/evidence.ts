import { MetricStore } from '../../../local/cloudwatch/metric-store';
import { drawDashboard, type Evidence } from '../../../local/dashboard/draw/page';
import { readDashboard, type DashboardBody } from '../../../local/dashboard/dashboard-body';
import { readMetricWidget, type MetricWidget } from '../../../local/dashboard/metric-widget';
import type { JsonObject } from '../../../local/assembly/template';

/** A full hour: 2026-01-01 12:00 UTC. */
export const NOW = Date.UTC(2026, 0, 1, 12);
export const NOW_MINUTE = NOW / 60_000;

export function bodyOf(...widgets: readonly object[]): DashboardBody {
  return readDashboard(JSON.stringify({ start: '-PT1H', widgets }), { name: 'Test', now: NOW });
}

export function metricWidget(properties: JsonObject): MetricWidget {
  return readMetricWidget(properties, { start: '-PT1H', now: NOW }, 'Test');
}

/** Values of `Calls` of the service `desk`, by minutes before now. */
export function storeOf(values: Readonly<Record<number, number>>, name = 'Calls'): MetricStore {
  const store = new MetricStore();
  const metric = store.metric({ namespace: 'McpService', name, dimensions: { service: 'desk' } });
  for (const [before, value] of Object.entries(values)) {
    metric.record(NOW_MINUTE - Number(before), [value], undefined, 'Count');
  }
  return store;
}

export function draw(body: DashboardBody, evidence: Partial<Evidence> = {}): string {
  return drawDashboard(body, { store: new MetricStore(), events: [], alarmStates: new Map(), ...evidence })
    .html;
}
