import { Duration, Size, Token } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
import type { Construct } from 'constructs';
import { longestCallMs } from '../../lambda/contract';
import { LIVE_ALIAS, type BoundLambda, type RuntimeContext } from './bound-runtime';
import { lambdaSignals } from './lambda-signals';
import { probeEveryMinute } from './probe';
import { serviceLog } from './service-log';

export interface LambdaRuntimeOptions {
  /** CPU grows with it: 1,769 MB are one whole core. @default Size.mebibytes(512) */
  readonly memorySize?: Size;
  /**
   * Instances that run at once at most: a bound on cost, and 0 stops the service. They are taken from the
   * account's limit, which is 10 in all in a new account.
   *
   * @default - as many as the account has left
   */
  readonly reservedConcurrency?: number;
  /** Instances that are started before anybody calls, and paid for by the hour. @default - none */
  readonly provisionedConcurrency?: number;
  /** Where handlers reach private resources. The endpoint needs none. @default - no VPC */
  readonly vpc?: IVpc;
  /** @default - the private subnets of the VPC */
  readonly vpcSubnets?: SubnetSelection;
  /** @default - one of its own that lets everything out */
  readonly securityGroups?: readonly ISecurityGroup[];
}

/** Time that the server needs around the longest call, for booting and answering. */
const MARGIN_SECONDS = 5;
const LAMBDA_LIMIT_SECONDS = 900;
/** What Lambda does with its network interfaces in a VPC; none of them can be named beforehand. */
const NETWORK_INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

export class LambdaRuntime {
  readonly kind = 'lambda';

  constructor(private readonly options: LambdaRuntimeOptions) {
    assertWhole('reservedConcurrency', options.reservedConcurrency, 0);
    assertWhole('provisionedConcurrency', options.provisionedConcurrency, 1);
    const { reservedConcurrency = Infinity, provisionedConcurrency = 0 } = options;
    if (provisionedConcurrency > reservedConcurrency) {
      throw new Error(
        `McpRuntime.lambda: provisionedConcurrency is ${provisionedConcurrency} and reservedConcurrency ${reservedConcurrency}; ` +
          'of the reserved instances only so many can be started beforehand. Raise reservedConcurrency.',
      );
    }
    if (options.vpc === undefined && (options.vpcSubnets ?? options.securityGroups) !== undefined) {
      throw new Error(
        'McpRuntime.lambda: vpcSubnets and securityGroups need a vpc; give it, or leave them out.',
      );
    }
  }

  bind(scope: Construct, context: RuntimeContext): BoundLambda {
    const { bundle, environment, streams, tracing } = context;
    const { memorySize = Size.mebibytes(512), vpc, vpcSubnets, securityGroups } = this.options;
    const logGroup = serviceLog(scope, context);
    const seconds = Math.ceil(longestCallMs(bundle.manifest) / 1_000) + MARGIN_SECONDS;
    const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    if (vpc) {
      role.addToPolicy(new PolicyStatement({ actions: NETWORK_INTERFACE_ACTIONS, resources: ['*'] }));
    }
    const fn = new LambdaFunction(scope, 'Function', {
      description: `MCP server ${bundle.manifest.name} ${bundle.manifest.version}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundle.directory, { assetHash: bundle.hash }),
      handler: streams ? 'lambda.streamHandler' : 'lambda.handler',
      memorySize: memorySize.toMebibytes(),
      timeout: Duration.seconds(Math.min(seconds, LAMBDA_LIMIT_SECONDS)),
      environment: { ...environment },
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      // Lambda drops what is below its level, and the line of a request is the metric: the server decides.
      applicationLogLevelV2: ApplicationLogLevel.TRACE,
      reservedConcurrentExecutions: this.options.reservedConcurrency,
      // Of the version: on the alias it could not be kept while a deployment splits the traffic.
      currentVersionOptions: { provisionedConcurrentExecutions: this.options.provisionedConcurrency },
      vpc,
      vpcSubnets,
      securityGroups: securityGroups && [...securityGroups],
    });
    const alias = new Alias(scope, 'Live', { aliasName: LIVE_ALIAS, version: fn.currentVersion });
    probeEveryMinute(scope, alias);
    return {
      kind: 'lambda',
      principal: fn,
      function: fn,
      alias,
      logGroup,
      ...(vpc && { network: fn }),
      signals: lambdaSignals(fn),
    };
  }
}

function assertWhole(option: string, value: number | undefined, least: number): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new Error(`McpRuntime.lambda: ${option} is ${value}; allowed are whole numbers from ${least}.`);
}
