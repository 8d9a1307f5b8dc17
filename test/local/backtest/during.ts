import { AwsMetrics } from '../../../local/backtest/aws/aws-metrics';
import { awsModels, blipsOf, incidentsOf } from '../../../local/backtest/catalog';
import { Emission } from '../../../local/backtest/emission';
import type { Phase } from '../../../local/backtest/incidents/incident';
import type { ServiceModel } from '../../../local/backtest/service-model';
import { Random } from '../../../local/backtest/traffic/random';
import { FIRST_MINUTE } from '../../../local/backtest/traffic/rhythm';
import { Traffic } from '../../../local/backtest/traffic/traffic';
import { MetricStore } from '../../../local/cloudwatch/metric-store';

/** A Monday noon. */
export const START = FIRST_MINUTE + 12 * 60;

/** What a store has after some minutes of phases, or of the last of them. */
export function storeOf(model: ServiceModel, phases: readonly Phase[], minutes: number, callsAnHour = 2_000) {
  const store = new MetricStore();
  const traffic = new Traffic({ model, seed: 3, callsAnHour });
  const emission = new Emission(store, model);
  const metrics = new AwsMetrics(store, () => true);
  const aws = awsModels({ resources: model.resources, metrics, random: new Random('aws') });
  const each = phases.flatMap((phase) => Array.from({ length: phase.minutes }, () => phase.disturbance));
  for (let passed = 0; passed < minutes; passed += 1) {
    const disturbance = each[passed] ?? each.at(-1) ?? {};
    const happened = traffic.at(START + passed, disturbance);
    emission.write(happened);
    for (const write of aws) write(happened, disturbance);
  }
  return store;
}

/** What the metrics of some minutes add up to. */
export function during(model: ServiceModel, phases: readonly Phase[], minutes = 60, callsAnHour = 2_000) {
  const store = storeOf(model, phases, minutes, callsAnHour);
  const total = (name: string, dimensions: Record<string, string> = {}, namespace = 'McpService') => {
    const all = namespace === 'McpService' ? { service: 'desk', ...dimensions } : dimensions;
    const stream = store.metric({ namespace, name, dimensions: all }).stream();
    return stream?.aggregate(START, START + minutes) ?? { sum: 0, count: 0, minimum: 0, maximum: 0 };
  };
  const share = (name: string, dimensions: Record<string, string> = {}): number =>
    total(name, dimensions).sum / total('Calls', dimensions).sum;
  return { total, share, sum: (...of: Parameters<typeof total>) => total(...of).sum };
}

/** The phases of an incident or a blip. */
export function phasesOf(model: ServiceModel, id: string): readonly Phase[] {
  const found = [...incidentsOf(model), ...blipsOf(model)].find((one) => one.id === id);
  if (!found) throw new Error(`nothing is named ${id}`);
  return found.phases;
}
