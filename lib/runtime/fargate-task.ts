import { Duration, Size } from 'aws-cdk-lib';
import {
  AwsLogDriverMode,
  ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  LinuxParameters,
  LogDriver,
  OperatingSystemFamily,
  Protocol,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { drainSeconds, longestCallMs } from '../../lambda/contract';
import { accept } from '../accepted-findings';
import type { RuntimeContext } from './bound-runtime';
import { CONTAINER_PORT, serverImage } from './fargate-image';

interface TaskProps extends RuntimeContext {
  readonly cpu?: number;
  readonly memorySize?: Size;
  readonly cpuArchitecture?: CpuArchitecture;
  readonly image?: ContainerImage;
  readonly logGroup: ILogGroup;
}

export const SERVER_CONTAINER = 'server';

/** Fargate's limit. What runs longer has been drained before, see `deregistrationDelay`. */
const MOST_STOP_SECONDS = 120;
const XRAY_IMAGE = 'public.ecr.aws/xray/aws-xray-daemon:3.x';
const XRAY_PORT = 2_000;

/** One container with the server; beside it the daemon of X-Ray where spans are recorded. */
export function createTask(scope: Construct, props: TaskProps): FargateTaskDefinition {
  const { bundle, environment, logGroup, tracing, cpu = 256, memorySize = Size.mebibytes(512) } = props;
  const { cpuArchitecture = CpuArchitecture.ARM64 } = props;
  const task = new FargateTaskDefinition(scope, 'Task', {
    cpu,
    memoryLimitMiB: memorySize.toMebibytes(),
    runtimePlatform: { cpuArchitecture, operatingSystemFamily: OperatingSystemFamily.LINUX },
  });
  // Lines are at most 12 KB: the driver, which must not hold the server up, splits those above 16 KB.
  const logging = LogDriver.awsLogs({
    logGroup,
    streamPrefix: SERVER_CONTAINER,
    mode: AwsLogDriverMode.NON_BLOCKING,
  });
  task.addContainer(SERVER_CONTAINER, {
    image: props.image ?? serverImage(bundle, cpuArchitecture),
    environment: {
      ...environment,
      ...(tracing && { AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${XRAY_PORT}` }),
    },
    logging,
    portMappings: [{ containerPort: CONTAINER_PORT }],
    user: '1000:1000',
    readonlyRootFilesystem: true,
    linuxParameters: new LinuxParameters(scope, 'Linux', { initProcessEnabled: true }),
    healthCheck: {
      // No shell: the program asks /health/live and exits.
      command: ['CMD', 'node', '/server/alive.mjs'],
      interval: Duration.seconds(30),
      timeout: Duration.seconds(5),
      retries: 3,
      startPeriod: Duration.seconds(30),
    },
    stopTimeout: Duration.seconds(
      Math.min(drainSeconds(longestCallMs(bundle.manifest)) + 5, MOST_STOP_SECONDS),
    ),
  });
  accept(task, 'plainEnvironment', 'pullImages');
  if (tracing) {
    task.addContainer('xray', {
      image: ContainerImage.fromRegistry(XRAY_IMAGE),
      essential: false,
      memoryReservationMiB: 32,
      portMappings: [{ containerPort: XRAY_PORT, protocol: Protocol.UDP }],
      readonlyRootFilesystem: true,
      logging,
    });
    task.addToTaskRolePolicy(
      new PolicyStatement({
        actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        resources: ['*'],
      }),
    );
  }
  return task;
}
