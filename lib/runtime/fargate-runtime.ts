import { Duration, Size, Token } from 'aws-cdk-lib';
import { SubnetType, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  AvailabilityZoneRebalancing,
  Cluster,
  ContainerInsights,
  CpuArchitecture,
  FargateService,
  PropagatedTagSource,
  type ContainerImage,
  type ICluster,
} from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { drainSeconds, longestCallMs, type Manifest } from '../../lambda/contract';
import type { BoundFargate, RuntimeContext } from './bound-runtime';
import { chooseNetwork, createNetwork, type ContainerNetwork, type FargateNetwork } from './fargate-network';
import { scaleTasks, type TaskScale } from './fargate-scaling';
import { fargateSignals } from './fargate-signals';
import { attachTargets } from './fargate-targets';
import { createTask } from './fargate-task';
import { accept } from '../accepted-findings';
import { ServiceMetrics } from '../observability/service-metrics';
import { ecsStrategy } from '../rollout/ecs-strategy';
import { serviceLog } from './service-log';

export interface FargateRuntimeOptions {
  /** How containers reach AWS and the world. Required where no `vpc` is brought: there is no default. */
  readonly network?: FargateNetwork;
  /** A VPC of yours, with subnets in two zones or more. @default - one is made, see `network` */
  readonly vpc?: IVpc;
  /** Where in your VPC the containers run. @default - its private subnets with a way out */
  readonly vpcSubnets?: SubnetSelection;
  /** Give containers public addresses in your VPC, where they run in its public subnets. @default false */
  readonly assignPublicIp?: boolean;
  /** A cluster of yours, in the same VPC. @default - one of its own */
  readonly cluster?: ICluster;
  /** 256 is a quarter of a virtual CPU. @default 256 */
  readonly cpu?: number;
  /** @default Size.mebibytes(512) */
  readonly memorySize?: Size;
  /** Containers that run at least, spread over the zones. @default 2 */
  readonly minTasks?: number;
  /** Containers that run at most. @default 10 */
  readonly maxTasks?: number;
  /** Requests a minute that one container answers before more are started. @default 600 */
  readonly requestsPerTask?: number;
  /**
   * How long a container that is replaced may finish what it answers. Raise it for streams that outlive calls.
   *
   * @default - the time of the longest tool and five seconds
   */
  readonly deregistrationDelay?: Duration;
  /** @default CpuArchitecture.ARM64 */
  readonly cpuArchitecture?: CpuArchitecture;
  /**
   * An image that was built elsewhere, of the folder that `cdk-mcp-service` bundles: for machines that deploy
   * without Docker. The server refuses to start when its tools are not those of the template.
   *
   * @default - built from the bundle when the stack is deployed, which needs Docker
   */
  readonly image?: ContainerImage;
}

/** Of a target group. */
const MOST_DELAY_SECONDS = 3_600;

export class FargateRuntime {
  readonly kind = 'fargate';

  private readonly place: FargateNetwork | IVpc;
  private readonly scale: TaskScale;

  constructor(private readonly options: FargateRuntimeOptions) {
    this.place = chooseNetwork(options.network, options.vpc);
    const { minTasks = 2, maxTasks = 10, requestsPerTask = 600 } = options;
    this.scale = { minTasks, maxTasks, requestsPerTask };
    assertWhole('minTasks', minTasks);
    assertWhole('maxTasks', maxTasks);
    assertWhole('requestsPerTask', requestsPerTask);
    if (maxTasks < minTasks) {
      throw new Error(
        `McpRuntime.fargate: maxTasks is ${maxTasks} and minTasks ${minTasks}; maxTasks must be at least as many.`,
      );
    }
    if (
      options.vpc === undefined &&
      (options.vpcSubnets ?? options.cluster ?? options.assignPublicIp) !== undefined
    ) {
      throw new Error(
        'McpRuntime.fargate: vpcSubnets, assignPublicIp and cluster belong to a VPC of yours; give it as vpc, or leave them out.',
      );
    }
  }

  bind(scope: Construct, context: RuntimeContext): BoundFargate {
    const { bundle, rollout } = context;
    const delay = this.delayFor(bundle.manifest);
    const network = this.networkFor(scope, context);
    const cluster =
      this.options.cluster ??
      // Container Insights bills a dozen metrics for what the service's own metrics and alarms say already.
      new Cluster(scope, 'Cluster', { vpc: network.vpc, containerInsightsV2: ContainerInsights.DISABLED });
    if (this.options.cluster === undefined) accept(cluster, 'containerInsights');
    const logGroup = serviceLog(scope, context);
    const taskDefinition = createTask(scope, { ...this.options, ...context, logGroup });
    const service = new FargateService(scope, 'Service', {
      cluster,
      taskDefinition,
      desiredCount: this.scale.minTasks,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      vpcSubnets: network.subnets,
      assignPublicIp: network.assignPublicIp,
      // What a task costs is found under the tags of the stack.
      propagateTags: PropagatedTagSource.SERVICE,
      enableECSManagedTags: true,
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.ENABLED,
      ...ecsStrategy(rollout),
    });
    const { scale } = this;
    for (const endpoint of network.endpoints) endpoint.connections.allowDefaultPortFrom(service);
    return {
      kind: 'fargate',
      principal: taskDefinition.taskRole,
      logGroup,
      network: service,
      vpc: network.vpc,
      subnets: network.subnets,
      cluster,
      service,
      taskDefinition,
      signals: fargateSignals(service, new ServiceMetrics(bundle.manifest.name)),
      attachTo(listener) {
        const targets = attachTargets(scope, { service, listener, delay, rollout });
        scaleTasks(scope, { service, ...scale, groups: targets.groups });
        return targets.signals;
      },
    };
  }

  private networkFor(scope: Construct, needs: RuntimeContext): ContainerNetwork {
    const { place } = this;
    if (typeof place === 'string') return createNetwork(scope, place, needs);
    const { vpcSubnets, assignPublicIp = false } = this.options;
    const subnets = vpcSubnets ?? (assignPublicIp ? { subnetType: SubnetType.PUBLIC } : {});
    return { vpc: place, subnets, assignPublicIp, endpoints: [] };
  }

  /** ECS drains first and stops then: what is not finished after the delay is cut off. */
  private delayFor(manifest: Manifest): Duration {
    const least = drainSeconds(longestCallMs(manifest));
    const { deregistrationDelay } = this.options;
    if (deregistrationDelay === undefined) return Duration.seconds(least);
    const seconds = deregistrationDelay.toSeconds();
    if (seconds >= least && seconds <= MOST_DELAY_SECONDS) return deregistrationDelay;
    throw new Error(
      `McpRuntime.fargate: deregistrationDelay is ${seconds} seconds; allowed are ${least} to ${MOST_DELAY_SECONDS}: ` +
        'the longest tool and five seconds, or its calls would be cut off whenever a container is replaced.',
    );
  }
}

function assertWhole(option: string, value: number): void {
  if (Token.isUnresolved(value) || (Number.isSafeInteger(value) && value >= 1)) return;
  throw new Error(`McpRuntime.fargate: ${option} is ${value}; allowed are whole numbers from 1.`);
}
