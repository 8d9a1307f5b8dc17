import { blip } from '../incidents/blips';
import type { Blips, Incidents, Phase } from '../incidents/incident';
import { containersOf } from '../service-model';
import type { AwsModel, AwsModelProps } from './aws-metrics';

const NAMESPACE = 'AWS/ECS';
const CPU = { namespace: NAMESPACE, name: 'CPUUtilization', unit: 'Percent' };
const MEMORY = { namespace: NAMESPACE, name: 'MemoryUtilization', unit: 'Percent' };

/** On an ordinary day: a server that waits, what a call adds, and where more containers would be started. */
const IDLE_CPU = 2;
const CPU_OF_A_CALL = 0.2;
const SCALED_AT_CPU = 60;
const USUAL_MEMORY = 35;
/** So many percent more or less. */
const NOISE = 8;

/** AWS/ECS by `ClusterName` and `ServiceName`: a sample a container and minute, nothing while none runs. */
export function containersModel({ resources, metrics, random }: AwsModelProps): AwsModel {
  return ({ minute, all }, { containers = {} }) => {
    if (containers.running === 'none') return;
    const { cpuPercent, memoryPercent } = containers;
    for (const { cluster, service, count } of resources.containers) {
      const dimensions = { ClusterName: cluster, ServiceName: service };
      const ofCalls = Math.min(SCALED_AT_CPU, IDLE_CPU + (CPU_OF_A_CALL * all.calls) / count);
      for (let container = 0; container < count; container += 1) {
        const cpu = cpuPercent ?? ofCalls + random.below(NOISE);
        const fullest = container === 0 ? memoryPercent : undefined;
        metrics.record(CPU, dimensions, minute, [cpu]);
        metrics.record(MEMORY, dimensions, minute, [fullest ?? USUAL_MEMORY + random.below(NOISE)]);
      }
    }
  };
}

const HOUR = 60;

/** Of containers that come and go nobody hears at all, whether it pages or not. */
const TARGET_ALARMS = ['NoHealthyTarget', 'TargetsUnhealthy'];
const MEMORY_STEPS = [50, 60, 70, 80, 88, 92, 94, 96, 98];
const STEP_MINUTES = 10;

/** One container fails its check for two minutes of three; the balancer's nodes do not agree at once. */
const FLAP: readonly Phase[] = [
  { minutes: 1, disturbance: { targets: { healthy: -1, unhealthy: 1, disputed: 1 } } },
  { minutes: 1, disturbance: { targets: { healthy: -1, unhealthy: 1 } } },
  { minutes: 1, disturbance: {} },
];

export const containersIncidents: Incidents = () => [
  {
    id: 'containers-do-not-start',
    title: 'no container starts: none is registered, nothing is answered and nothing written',
    phases: [
      {
        minutes: HOUR,
        disturbance: { targets: { healthy: 'none' }, containers: { running: 'none' } },
      },
    ],
    alarms: ['NoHealthyTarget', 'Silent', 'EndpointErrors'],
    bound: { callsAnHour: 0, minutes: 10 },
    modelled: true,
  },
  {
    id: 'containers-unhealthy',
    title: 'every container fails the health check of the balancer',
    phases: [{ minutes: HOUR, disturbance: { targets: { unhealthy: 'all' } } }],
    alarms: ['NoHealthyTarget', 'TargetsUnhealthy'],
    bound: { callsAnHour: 0, minutes: 5 },
    modelled: true,
  },
  {
    id: 'container-flaps',
    title: 'one container is unhealthy for two minutes of three',
    phases: Array.from({ length: HOUR / FLAP.length }, () => FLAP).flat(),
    alarms: ['TargetsUnhealthy'],
    silent: ['NoHealthyTarget'],
    modelled: true,
  },
  {
    id: 'containers-cpu',
    title: 'the containers use 97 % of their CPU',
    phases: [{ minutes: HOUR, disturbance: { containers: { cpuPercent: 97 } } }],
    alarms: ['ServiceCpu'],
    silent: ['ServiceMemory', 'NoHealthyTarget'],
    modelled: true,
  },
  {
    id: 'containers-memory',
    title: 'the memory of one container grows to 98 % within 90 minutes',
    phases: MEMORY_STEPS.map((memoryPercent) => ({
      minutes: STEP_MINUTES,
      disturbance: { containers: { memoryPercent } },
    })),
    alarms: ['ServiceMemory'],
    silent: ['ServiceCpu', 'NoHealthyTarget'],
    modelled: true,
  },
];

export const containersBlips: Blips = ({ resources }) => {
  const all = containersOf(resources);
  return [
    {
      id: 'new-stack',
      title: 'the stack is new: its first containers are registered after 30 minutes, and healthy after 31',
      phases: [
        { minutes: HOUR / 2, disturbance: { targets: { healthy: 'none' } } },
        { minutes: 1, disturbance: { targets: { unhealthy: 'all' } } },
      ],
      silent: TARGET_ALARMS,
      warmUpMinutes: 0,
    },
    {
      id: 'rolling-deployment',
      title: 'every container is replaced: the new ones join before the old ones leave',
      phases: [
        { minutes: 2, disturbance: { targets: { unhealthy: all } } },
        { minutes: 2, disturbance: { targets: { healthy: all } } },
      ],
      silent: TARGET_ALARMS,
    },
    {
      id: 'container-replaced',
      title: 'one container fails, and another takes its place',
      phases: [
        { minutes: 1, disturbance: { targets: { healthy: -1, unhealthy: 1 } } },
        { minutes: 2, disturbance: { targets: { healthy: -1 } } },
        { minutes: 1, disturbance: { targets: { healthy: -1, unhealthy: 1 } } },
      ],
      silent: TARGET_ALARMS,
    },
    {
      ...blip('cpu-burst', 'the containers use 98 % of their CPU, for 4 minutes', 4, {
        containers: { cpuPercent: 98 },
      }),
      silent: ['ServiceCpu'],
    },
    blip('server-error', 'the server answers one request with 5xx', 1, { endpoint: { behind: 1e-9 } }),
  ];
};
