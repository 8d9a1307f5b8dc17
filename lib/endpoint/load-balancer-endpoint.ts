import { Duration, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc, type IVpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  SslPolicy,
  TargetType,
  type ApplicationListener,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ROUTES, idleSeconds, longestCallMs } from '../../lambda/contract';
import { accept } from '../accepted-findings';
import type { Signals } from '../observability/signals';
import type { BoundLambda, BoundRuntime } from '../runtime/bound-runtime';
import type { BoundEndpoint, ConnectedLoadBalancer, EndpointContext, EndpointTarget } from './bound-endpoint';
import { assertFits, type Capacity } from './capacity';
import { assertDomain, certificateFor, pointDomainAt, type McpDomainOptions } from './domain';
import { loadBalancerSignals } from './load-balancer-signals';
import { createWebAcl, type WebAclOptions } from './web-acl';

export interface LoadBalancerOptions {
  /** The name that hosts connect to: a load balancer has a certificate for no name of its own. */
  readonly domain: McpDomainOptions;
  /** Where the balancer stands before Lambda; before containers it stands in theirs. @default - a VPC of its own, without NAT */
  readonly vpc?: IVpc;
  /** Reached from inside the network only. @default false */
  readonly internal?: boolean;
  /** A web ACL with managed rules that let bodies of tools pass; `true` for its defaults. @default false */
  readonly waf?: boolean | WebAclOptions;
  /** Where a line for each request is written, in minutes. The stack must know its region. @default - nowhere */
  readonly accessLogs?: IBucket;
}

/** Lambda as a target: a request and a reply of 1 MB each, whatever Lambda itself allows. */
const LAMBDA_CAPACITY: Capacity = {
  name: 'a load balancer before Lambda',
  streams: false,
  replyMs: 900_000,
  requestBytes: 1_048_576,
  replyBytes: 1_048_576,
};
/** The longest idle time-out that a balancer has. The server holds a body in memory, so it bounds bodies. */
const FARGATE_CAPACITY: Capacity = {
  name: 'a load balancer',
  streams: true,
  replyMs: 3_990_000,
  requestBytes: 100_000_000,
};

export class LoadBalancerEndpoint {
  constructor(private readonly options: LoadBalancerOptions) {
    if (options.domain === undefined) {
      throw new Error(
        "McpEndpoint.loadBalancer: domain is missing, and a load balancer has no certificate of its own. Give domain: { name: 'mcp.example.com', zone }; McpEndpoint.httpApi() needs none.",
      );
    }
    assertDomain('McpEndpoint.loadBalancer', options.domain);
  }

  bind(scope: Construct, context: EndpointContext): BoundEndpoint {
    const capacity = context.runtime === 'lambda' ? LAMBDA_CAPACITY : FARGATE_CAPACITY;
    assertFits(capacity, context);
    const { domain, vpc, internal = false } = this.options;
    if (context.runtime === 'fargate' && vpc !== undefined) {
      throw new Error(
        'McpEndpoint.loadBalancer: vpc is given, and before containers the balancer stands in theirs. Give the VPC as McpRuntime.fargate({ vpc }).',
      );
    }
    return {
      url: `https://${domain.name}${ROUTES.mcp}`,
      alternateUrls: [],
      isPublic: !internal,
      servesWellKnown: true,
      streams: capacity.streams,
      connect: (target) => this.connect(scope, context, target),
    };
  }

  private connect(
    scope: Construct,
    context: EndpointContext,
    { runtime, auth }: EndpointTarget,
  ): ConnectedLoadBalancer {
    const { domain, waf, accessLogs } = this.options;
    const loadBalancer = this.createBalancer(scope, context, runtime);
    if (this.options.internal !== true) accept(loadBalancer, 'openToTheInternet');
    if (accessLogs) loadBalancer.logAccessLogs(accessLogs, context.manifest.name);
    else accept(loadBalancer, 'balancerAccessLog');
    loadBalancer.addRedirect();
    const listener = loadBalancer.addListener('Listener', {
      port: 443,
      protocol: ApplicationProtocol.HTTPS,
      certificates: [certificateFor(scope, domain)],
      sslPolicy: SslPolicy.RECOMMENDED_TLS,
      open: this.options.internal !== true,
    });
    const behind = attach(scope, listener, runtime);
    pointDomainAt(scope, domain, {
      alias: new LoadBalancerTarget(loadBalancer),
      hostName: loadBalancer.loadBalancerDnsName,
    });
    const webAcl = waf
      ? createWebAcl(scope, waf === true ? {} : waf, {
          resourceArn: loadBalancer.loadBalancerArn,
          login: auth.kind === 'cognito',
        })
      : undefined;
    return {
      kind: 'loadBalancer',
      loadBalancer,
      webAcl,
      signals: [loadBalancerSignals(loadBalancer), ...behind],
    };
  }

  private createBalancer(
    scope: Construct,
    { manifest, protect }: EndpointContext,
    runtime: BoundRuntime,
  ): ApplicationLoadBalancer {
    return new ApplicationLoadBalancer(scope, 'Balancer', {
      vpc: runtime.kind === 'fargate' ? runtime.vpc : (this.options.vpc ?? ownVpc(scope)),
      internetFacing: this.options.internal !== true,
      dropInvalidHeaderFields: true,
      deletionProtection: protect,
      // A call that says nothing until it ends must not be cut off.
      idleTimeout: Duration.seconds(idleSeconds(longestCallMs(manifest))),
    });
  }
}

/** A balancer before Lambda invokes it from outside any network: it needs two public subnets and nothing else. */
function ownVpc(scope: Construct): Vpc {
  const vpc = new Vpc(scope, 'Vpc', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false }],
    restrictDefaultSecurityGroup: false,
  });
  accept(vpc, 'flowLog');
  return vpc;
}

function attach(scope: Construct, listener: ApplicationListener, runtime: BoundRuntime): readonly Signals[] {
  if (runtime.kind === 'fargate') return [runtime.attachTo(listener)];
  listener.addTargetGroups('Targets', { targetGroups: [functionTarget(scope, runtime)] });
  return [];
}

/**
 * Without health checks: each would be an invocation. The probe and the alarms on Lambda watch it instead.
 * Balancers of other accounts may not invoke it; which of this one may is known only after it is allowed to.
 */
function functionTarget(scope: Construct, { alias }: BoundLambda): ApplicationTargetGroup {
  alias.addPermission('LoadBalancer', {
    principal: new ServicePrincipal('elasticloadbalancing.amazonaws.com'),
    sourceAccount: Stack.of(scope).account,
  });
  const targetType = TargetType.LAMBDA;
  const group = new ApplicationTargetGroup(scope, 'Targets', {
    targetType,
    targets: [
      { attachToApplicationTargetGroup: () => ({ targetType, targetJson: { id: alias.functionArn } }) },
    ],
    multiValueHeadersEnabled: true,
    healthCheck: { enabled: false },
  });
  group.node.addDependency(alias.node.findChild('LoadBalancer'));
  return group;
}
