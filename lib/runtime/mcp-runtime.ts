import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { Role, ServicePrincipal, type IGrantable } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { longestCallMs } from '../../lambda/contract';
import { logProtection } from '../observability/log-protection';
import type { Signals } from '../observability/signals';
import type { ToolsBundle } from '../tools/bundle';
import { lambdaSignals } from './lambda-signals';
import { probeEveryMinute } from './probe';

export interface LambdaRuntimeOptions {
  /** CPU grows with it: 1,769 MB are one whole core. @default Size.mebibytes(512) */
  readonly memorySize?: Size;
}

/** What a runtime is given. */
export interface RuntimeContext {
  readonly bundle: ToolsBundle;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetention: RetentionDays;
  /** Whether the log survives the stack. */
  readonly protect: boolean;
  /** Whether spans are recorded. */
  readonly tracing: boolean;
}

/** A runtime that an endpoint can send requests to. */
export interface BoundRuntime {
  readonly principal: IGrantable;
  readonly function: LambdaFunction;
  /** What the endpoint invokes: deployments move it from version to version. */
  readonly alias: Alias;
  readonly logGroup: LogGroup;
  /** What AWS counts of it. */
  readonly signals: Signals;
}

/** Where the server runs. */
export abstract class McpRuntime {
  /** AWS Lambda, on arm64 and the newest Node.js runtime. */
  static lambda(options: LambdaRuntimeOptions = {}): McpRuntime {
    return new LambdaRuntime(options);
  }

  /** Called by the construct, once. */
  abstract bind(scope: Construct, context: RuntimeContext): BoundRuntime;
}

/** Time that the server needs around the longest call, for booting and answering. */
const MARGIN_SECONDS = 5;
const LAMBDA_LIMIT_SECONDS = 900;

class LambdaRuntime extends McpRuntime {
  constructor(private readonly options: LambdaRuntimeOptions) {
    super();
  }

  bind(scope: Construct, context: RuntimeContext): BoundRuntime {
    const { bundle, environment, logRetention, protect, tracing } = context;
    const logGroup = new LogGroup(scope, 'Log', {
      retention: logRetention,
      dataProtectionPolicy: logProtection(),
      removalPolicy: protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const seconds = Math.ceil(longestCallMs(bundle.manifest) / 1_000) + MARGIN_SECONDS;
    const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const fn = new LambdaFunction(scope, 'Function', {
      description: `MCP server ${bundle.manifest.name} ${bundle.manifest.version}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundle.directory, { assetHash: bundle.hash }),
      handler: 'lambda.handler',
      memorySize: (this.options.memorySize ?? Size.mebibytes(512)).toMebibytes(),
      timeout: Duration.seconds(Math.min(seconds, LAMBDA_LIMIT_SECONDS)),
      environment: { ...environment },
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      // Lambda drops what is below its level, and the line of a request is the metric: the server decides.
      applicationLogLevelV2: ApplicationLogLevel.TRACE,
    });
    const alias = new Alias(scope, 'Live', { aliasName: 'live', version: fn.currentVersion });
    probeEveryMinute(scope, alias);
    return { principal: fn, function: fn, alias, logGroup, signals: lambdaSignals(fn) };
  }
}
