import { Duration } from 'aws-cdk-lib';
import { VpcLink } from 'aws-cdk-lib/aws-apigatewayv2';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  type ApplicationListener,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { idleSeconds, longestCallMs, type Manifest } from '../../lambda/contract';
import { accept } from '../accepted-findings';
import type { Signals } from '../observability/signals';
import type { BoundFargate } from '../runtime/bound-runtime';
import { balancerErrorGraph } from './load-balancer-signals';

/** A way from API Gateway to containers: the link into their network, and the balancer before them. */
export interface PrivateWay {
  readonly link: VpcLink;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly listener: ApplicationListener;
  readonly signals: readonly Signals[];
}

/** Nobody but the link is let in, so there is nothing to encrypt from: the certificate is the API's. */
export function privateWay(scope: Construct, runtime: BoundFargate, manifest: Manifest): PrivateWay {
  const { vpc } = runtime;
  const { subnets } = vpc.selectSubnets(runtime.subnets);
  const securityGroup = new SecurityGroup(scope, 'LinkSecurityGroup', {
    vpc,
    allowAllOutbound: false,
    description: 'API Gateway on its way to the MCP server',
  });
  const link = new VpcLink(scope, 'Link', { vpc, subnets: { subnets }, securityGroups: [securityGroup] });
  const loadBalancer = new ApplicationLoadBalancer(scope, 'Balancer', {
    vpc,
    vpcSubnets: { subnets },
    internetFacing: false,
    dropInvalidHeaderFields: true,
    idleTimeout: Duration.seconds(idleSeconds(longestCallMs(manifest))),
  });
  accept(loadBalancer, 'balancerAccessLog');
  const listener = loadBalancer.addListener('Listener', {
    port: 80,
    protocol: ApplicationProtocol.HTTP,
    open: false,
  });
  loadBalancer.connections.allowFrom(securityGroup, Port.tcp(80), 'API Gateway');
  return {
    link,
    loadBalancer,
    listener,
    signals: [balancerErrorGraph(loadBalancer), runtime.attachTo(listener)],
  };
}
