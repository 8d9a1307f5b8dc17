import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asksForApproval, readSettings, type Manifest, type Settings } from '../../lambda/contract';
import { readCloudAssembly } from '../assembly/cloud-assembly';
import { resolveEnvironment } from '../assembly/environment';
import { findService, type Service } from '../assembly/find-service';
import { localValues } from '../assembly/local-values';
import type { LocalValues } from '../assembly/intrinsics';
import { DeskError, oneLine } from '../desk-error';
import { resourcesOf } from './resources-of';
import { sharesOf, type AwsResources, type ServiceModel } from './service-model';
import { alarmsOf, type TemplateAlarm } from './template-alarms';

/** A synthesized service: what its traffic is like, and who watches it. */
export interface ServiceUnderTest {
  readonly path: string;
  readonly model: ServiceModel;
  readonly alarms: readonly TemplateAlarm[];
}

/** Nothing listens there: the endpoint's address is in the template, and nobody calls it. */
const ENDPOINT = 'http://localhost';

/**
 * Reads a service and its alarms from a cloud assembly.
 *
 * @param wanted - Construct path of the service; needed when the app has several.
 * @throws {DeskError} when there is none, or it has no alarms.
 */
export function readServiceUnderTest(assembly: string, wanted?: string): ServiceUnderTest {
  const stacks = readCloudAssembly(assembly);
  const service = findService(stacks, wanted);
  const values = localValues(stacks, ENDPOINT).get(service.stack);
  if (values === undefined) throw new DeskError(`The stack of ${service.path} has no values.`);
  const manifest: Manifest = JSON.parse(readFileSync(join(service.directory, 'manifest.json'), 'utf8'));
  const alarms = alarmsOf(service.stack, values);
  if (alarms.length === 0) throw new DeskError(`${service.path} has no alarms.`);
  const model = modelOf(manifest, settingsOf(service, values), resourcesOf(service.stack.template, values));
  return { path: service.path, model, alarms };
}

function settingsOf(service: Service, values: LocalValues): Settings {
  const { variables, leftOut } = resolveEnvironment(service, values, ENDPOINT);
  try {
    return readSettings(variables);
  } catch (error) {
    throw new DeskError([oneLine(error), ...leftOut].join(' '));
  }
}

function modelOf(
  { name, tools, healthChecks }: Manifest,
  { release, latencyObjectives: { serviceMs, toolsMs } }: Settings,
  resources: AwsResources,
): ServiceModel {
  const shares = sharesOf(tools.length);
  return {
    service: name,
    release,
    tools: tools.map((tool, index) => ({
      name: tool.name,
      effect: tool.effect,
      asksForApproval: asksForApproval({ tools: [tool] }),
      timeoutMs: tool.timeoutMs,
      objectiveMs: toolsMs[tool.name] ?? serviceMs,
      share: shares[index] ?? 0,
    })),
    checks: healthChecks.map((check) => check.name),
    resources,
  };
}
