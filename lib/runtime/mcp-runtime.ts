import type { Construct } from 'constructs';
import type { BoundRuntime, RuntimeContext } from './bound-runtime';
import { FargateRuntime, type FargateRuntimeOptions } from './fargate-runtime';
import { LambdaRuntime, type LambdaRuntimeOptions } from './lambda-runtime';
import type { RuntimeKind } from './runtime-kind';

/** Where the server runs. */
export abstract class McpRuntime {
  /** AWS Lambda, on arm64 and the newest Node.js runtime. */
  static lambda(options: LambdaRuntimeOptions = {}): McpRuntime {
    return new LambdaRuntime(options);
  }

  /** Containers on AWS Fargate, on arm64, in two zones or more, behind a load balancer. */
  static fargate(options: FargateRuntimeOptions = {}): McpRuntime {
    return new FargateRuntime(options);
  }

  abstract readonly kind: RuntimeKind;

  /** Called by the construct, once. @throws when it does not suit the tools or the rollout. */
  abstract bind(scope: Construct, context: RuntimeContext): BoundRuntime;
}
