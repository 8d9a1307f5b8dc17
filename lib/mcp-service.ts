import { CfnOutput } from 'aws-cdk-lib';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Connections, IConnectable } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import {
  CONTRACT_VERSION,
  asksForApproval,
  toAuthorizerEnvironment,
  toEnvironment,
  type LogLevel,
  type Manifest,
  type ServiceRates,
  type Settings,
} from '../lambda/contract';
import { mailApprovals } from './approvals/approval-mail';
import { ApprovalRecords, type McpApprovalOptions } from './approvals/approval-records';
import type { BoundAuth } from './auth/bound-auth';
import type { McpAuth } from './auth/mcp-auth';
import { assertBodyLimit } from './body-limit';
import type { ConnectedEndpoint } from './endpoint/bound-endpoint';
import { McpEndpoint } from './endpoint/mcp-endpoint';
import { assertEnvironment } from './environment';
import { assertOrigins } from './origins';
import { keptSeconds, type McpIdempotencyOptions } from './idempotency/kept';
import { serviceRates } from './limits/service-rates';
import { injected } from './property-injection';
import { letReadValue } from './secrets';
import { McpAlarms } from './observability/alarms';
import type { McpAlerts } from './observability/alerts';
import { McpDashboards } from './observability/dashboards';
import { MeteredConstruct } from './observability/metered-construct';
import { releaseOf } from './observability/release';
import { RUNBOOKS_IN_PACKAGE } from './observability/runbooks';
import { SavedQueries } from './observability/saved-queries';
import { ServiceMetrics } from './observability/service-metrics';
import { resolveSlo, type McpSloOptions } from './observability/slo';
import { McpRollout } from './rollout/mcp-rollout';
import { watchReleases } from './rollout/watch-releases';
import type { BoundRuntime } from './runtime/bound-runtime';
import { McpRuntime } from './runtime/mcp-runtime';
import type { McpStateOptions } from './state/mcp-state';
import { StateTables } from './state/state-tables';
import { bundleTools } from './tools/bundle';

export interface McpServiceProps {
  /** Path of the tools module, relative to the folder that the app runs in. */
  readonly tools: string;
  /** How callers prove who they are. There is no default. */
  readonly auth: McpAuth;
  /** Who learns of alarms. There is no default: an alarm that nobody gets is no alarm. */
  readonly alerts: McpAlerts;
  /** What is promised to callers, and alarmed on. @default - 99.5 % without a fault, 95 % within 1 second */
  readonly slo?: McpSloOptions;
  /**
   * Where the runbooks are that alarms link to: an address or a path, without a slash at the end.
   *
   * @default 'node_modules/cdk-mcp-service/docs/runbooks'
   */
  readonly runbooks?: string;
  /** What stands in front. @default McpEndpoint.httpApi() */
  readonly endpoint?: McpEndpoint;
  /** Where the server runs. @default McpRuntime.lambda() */
  readonly runtime?: McpRuntime;
  /**
   * How a new release takes over; it goes back by itself when it fails or is slow.
   *
   * @default - McpRollout.canary() on Lambda, McpRollout.rolling() on Fargate
   */
  readonly rollout?: McpRollout;
  /**
   * Whether replies must reach the client while they are made: progress, log messages, long results. `true` is
   * refused where the endpoint buffers, `false` turns streaming off where it can be.
   *
   * @default - where the endpoint can
   */
  readonly streaming?: boolean;
  /** Browser origins that may call, such as `https://app.example.com`. @default - none; hosts are not browsers */
  readonly allowedOrigins?: readonly string[];
  /** Variables for the handlers. Anybody who may look at the function sees them: no secrets. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Name that handlers ask for -> secret. Read on first use, never an environment variable. @default - none */
  readonly secrets?: Readonly<Record<string, ISecret>>;
  /**
   * How often callers, tenants and tools may be called; `false` lifts a limit. Tools add their own, `rates`.
   *
   * @default - 60 calls a minute and caller (burst 30), 20 of them to tools that change something (burst 10)
   */
  readonly limits?: Partial<ServiceRates>;
  /** How long calls with an effect are remembered, so that none runs twice. @default - 7 days */
  readonly idempotency?: McpIdempotencyOptions;
  /** What is kept of approvals, where a tool asks for them. @default - records of a year, in a log group of their own */
  readonly approvals?: McpApprovalOptions;
  /** Key, spend cap, and tables of yours. @default - two tables on demand, without a cap, under a key that AWS owns */
  readonly state?: McpStateOptions;
  /** Bytes a request may have. @default 1048576 */
  readonly maxBodyBytes?: number;
  /** Least level of handlers' own lines; the line of each request is always written. @default 'INFO' */
  readonly logLevel?: LogLevel;
  /** @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays;
  /**
   * Spans of calls and of what tools ask `upstream` for, in AWS X-Ray. A caller's own trace is handed on
   * either way.
   *
   * @default false
   */
  readonly tracing?: boolean;
  /** Whether state and log survive the stack, with deletion protection and point-in-time recovery. @default true */
  readonly protect?: boolean;
}

/** `node.metadata` entry under which the path of the tools module is found in the cloud assembly. */
const TOOLS_METADATA = 'cdk-mcp-service:tools';

const DEFAULT_BODY_BYTES = 1_048_576;

/** A production MCP server made of a module of tools. */
export class McpService extends MeteredConstruct implements IGrantable, IConnectable {
  /** For organizations that set defaults: `PropertyInjectors.of(app).add(…)`. */
  static readonly PROPERTY_INJECTION_ID = 'cdk-mcp-service.McpService';

  /** What the server runs as: grant your own resources to the service itself, `table.grantReadData(service)`. */
  readonly grantPrincipal: IPrincipal;
  /** Public URL of the MCP endpoint. */
  readonly url: string;
  readonly manifest: Manifest;
  /** How callers prove who they are, and what was made for it. */
  readonly auth: BoundAuth;
  readonly state: StateTables;
  /** What stands in front, by `kind`: everything that was made for it. */
  readonly endpoint: ConnectedEndpoint;
  /** Where the server runs, by `kind`: everything that was made for it. */
  readonly runtime: BoundRuntime;
  readonly logGroup: ILogGroup;
  /** Who asked for approval of what, who decided and how it ended; absent where no tool asks. */
  readonly approvals?: ApprovalRecords;
  /** Names this combination of code and settings: a dimension of the calls that it answers. */
  readonly release: string;
  readonly alarms: McpAlarms;
  /** Alarms on the calls of this release alone. They notify nobody: a rollout watches them. */
  readonly releaseAlarms: readonly IAlarm[];
  readonly dashboards: McpDashboards;

  constructor(scope: Construct, id: string, given: McpServiceProps) {
    super(scope, id);
    const props = injected(McpService.PROPERTY_INJECTION_ID, given, { scope, id });
    const { environment = {}, secrets = {}, allowedOrigins = [], protect = true, tracing = false } = props;
    const { maxBodyBytes = DEFAULT_BODY_BYTES } = props;
    assertEnvironment(environment);
    assertOrigins(allowedOrigins);
    assertBodyLimit(maxBodyBytes);
    const chosenRuntime = props.runtime ?? McpRuntime.lambda();
    const rollout = props.rollout ?? McpRollout.defaultFor(chosenRuntime.kind);
    rollout.assertSuits(chosenRuntime.kind);
    const idempotencyKeptSeconds = keptSeconds(props.idempotency ?? {});
    const bundle = bundleTools(props.tools);
    this.manifest = bundle.manifest;
    this.node.addMetadata(TOOLS_METADATA, props.tools);

    this.state = new StateTables(this, 'State', { ...props.state, protect });

    const endpoint = (props.endpoint ?? McpEndpoint.httpApi()).bind(this, {
      manifest: this.manifest,
      runtime: chosenRuntime.kind,
      maxBodyBytes,
      streaming: props.streaming,
      protect,
    });
    this.url = endpoint.url;

    const auth = props.auth.bind(this, {
      manifest: this.manifest,
      url: this.url,
      alternateUrls: endpoint.alternateUrls,
      publicEndpoint: endpoint.isPublic,
      servesWellKnown: endpoint.servesWellKnown,
      protect,
    });
    this.auth = auth;
    const rates = serviceRates(props.limits ?? {}, { manifest: this.manifest, auth: auth.settings });

    if (asksForApproval(this.manifest))
      this.approvals = new ApprovalRecords(this, 'Approvals', { ...props.approvals, protect });
    const slo = resolveSlo(props.slo ?? {}, this.manifest);
    const settings: Omit<Settings, 'release'> = {
      contract: CONTRACT_VERSION,
      url: this.url,
      alternateUrls: endpoint.alternateUrls,
      auth: auth.settings,
      allowedOrigins,
      maxBodyBytes,
      logLevel: props.logLevel ?? 'INFO',
      tracing: tracing ? 'xray' : 'off',
      latencyObjectives: slo.objectives,
      secrets: arnsOf(secrets),
      idempotencyTable: this.state.idempotency.tableName,
      idempotencyKeptSeconds,
      rates,
      limitsTable: this.state.limits.tableName,
      approvalRecords: this.approvals?.settings ?? { events: false },
    };
    this.release = releaseOf(this, bundle.hash, { environment, settings });

    const { logRetention = RetentionDays.ONE_MONTH } = props;
    const readable = [...Object.values(secrets), ...auth.secrets];
    this.runtime = chosenRuntime.bind(this, {
      bundle,
      environment: { ...environment, ...toEnvironment({ ...settings, release: this.release }) },
      auth: auth.settings,
      logRetention,
      protect,
      tracing,
      streams: endpoint.streams,
      readsSecrets: readable.length > 0,
      sendsEvents: settings.approvalRecords.events,
      rollout,
    });
    this.grantPrincipal = this.runtime.principal.grantPrincipal;
    this.logGroup = this.runtime.logGroup;
    readable.forEach((secret) => letReadValue(this, secret));
    this.state.grantServer(this);
    this.approvals?.grantServer(this);

    this.endpoint = endpoint.connect({
      runtime: this.runtime,
      auth: auth.settings,
      authorizer: auth.cognito && {
        bundle,
        environment: toAuthorizerEnvironment(settings),
        sealingKeys: auth.cognito.sealingKeys,
        logRetention,
        protect,
      },
    });

    const alerts = props.alerts.bind(this);
    if (this.approvals && alerts.topic) {
      mailApprovals(this, {
        service: this.manifest.name,
        topic: alerts.topic,
        table: this.state.idempotency.tableName,
        hasPage: auth.settings.kind === 'cognito',
      });
    }
    const watched = {
      metrics: new ServiceMetrics(this.manifest.name),
      manifest: this.manifest,
      slo,
      signals: [...this.endpoint.signals, this.runtime.signals, this.state.signals],
      runbooks: props.runbooks ?? RUNBOOKS_IN_PACKAGE,
    };
    this.alarms = new McpAlarms(this, 'Alarms', { ...watched, release: this.release, alerts });
    this.releaseAlarms = this.alarms.release;
    watchReleases(this, this.runtime, rollout, this.releaseAlarms);
    const { alarms, logGroup } = this;
    new SavedQueries(this, 'Queries', { service: this.manifest.name, logGroup, runbooks: alarms.runbooks });
    this.dashboards = new McpDashboards(this, 'Dashboards', { ...watched, alarms, logGroup });

    new CfnOutput(this, 'AlertsTarget', { value: alerts.target, description: alerts.summary });
    new CfnOutput(this, 'StateTable', {
      value: this.state.idempotency.tableName,
      description: 'Table that `cdk-mcp-service switch` works on',
    });
    new CfnOutput(this, 'Url', {
      value: this.url,
      description: `MCP endpoint of ${this.manifest.name} (${auth.summary})`,
    });
  }

  /** @throws outside a VPC, where nothing can be allowed or refused. */
  get connections(): Connections {
    const { network } = this.runtime;
    if (network) return network.connections;
    throw new Error(
      `${this.node.path} runs outside a VPC and has no connections. Give McpRuntime.lambda({ vpc }) or McpRuntime.fargate().`,
    );
  }
}

function arnsOf(secrets: Readonly<Record<string, ISecret>>): Record<string, string> {
  return Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secret.secretArn]));
}
