/** What a service costs, counted from its template: in a month in which nobody calls, and for a million calls. */
import type { Template } from 'aws-cdk-lib/assertions';
import type { Manifest } from 'cdk-mcp-service';
import { readAlarm } from '../../local/cloudwatch/alarm-definition';
import { METRICS, asksForApproval } from '../../lambda/contract';
import { alarmsOf } from '../lib/observability/alarm-desk';
import {
  FREE_ALARM_METRICS,
  FREE_CUSTOM_METRICS,
  FREE_DASHBOARDS,
  PRICES,
  type PriceName,
} from '../support/prices';
import { resourcesOf, type Resource } from '../support/resources';
import { ASSUMED, CAPACITY_UNIT } from './assumed';

/** What is paid for -> dollars. What costs nothing is not there. */
export type Bill = Readonly<Record<string, number>>;

const MILLION = 1e6;
const { hours } = ASSUMED;
const PROBES = hours * 60;

/** Types that cost nothing by themselves: what they lead to is counted, or paid by use. */
const FREE = [
  /^AWS::ApiGateway(V2)?::/,
  /^AWS::ApplicationAutoScaling::/,
  /^AWS::CDK::Metadata$/,
  /^AWS::CertificateManager::Certificate$/,
  /^AWS::CodeDeploy::/,
  // The first 10,000 people of a month are free; programs pay for their tokens.
  /^AWS::Cognito::/,
  // By request; recovery is paid by what is stored, and nothing is.
  /^AWS::DynamoDB::GlobalTable$/,
  /^AWS::EC2::(FlowLog|InternetGateway|Route|RouteTable|SecurityGroup\w*|Subnet\w*|VPC|VPCGatewayAttachment)$/,
  /^AWS::ECS::TaskDefinition$/,
  /^AWS::ElasticLoadBalancingV2::(Listener|TargetGroup)$/,
  // A schedule of a rule is free.
  /^AWS::Events::Rule$/,
  /^AWS::IAM::(Policy|Role)$/,
  /^AWS::Lambda::(Alias|EventInvokeConfig|Permission|Version)$/,
  /^AWS::Logs::QueryDefinition$/,
  // The zone is the user's.
  /^AWS::Route53::RecordSet$/,
  // The first thousand mails a month are free.
  /^AWS::SNS::(Subscription|Topic|TopicPolicy)$/,
  /^AWS::WAFv2::WebACLAssociation$/,
];
const COUNTED = new Set([
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::EC2::EIP',
  'AWS::EC2::NatGateway',
  'AWS::EC2::VPCEndpoint',
  'AWS::ECS::Cluster',
  'AWS::ECS::Service',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SecretsManager::Secret',
  'AWS::WAFv2::WebACL',
]);

/** Types of the template of which nobody said what they cost. */
export function unpriced(template: Template): string[] {
  const types = new Set(Object.values(resourcesOf(template)).map(({ Type }) => Type));
  return [...types].filter((type) => !COUNTED.has(type) && !FREE.some((pattern) => pattern.test(type)));
}

const cost = (price: PriceName, amount: number): number => PRICES[price].dollars * amount;

function withoutNothing(bill: Bill): Bill {
  return Object.fromEntries(Object.entries(bill).filter(([, dollars]) => dollars !== 0));
}

export const total = (bill: Bill): number => Object.values(bill).reduce((sum, dollars) => sum + dollars, 0);

class Shape {
  private readonly resources: readonly Resource[];

  constructor(template: Template) {
    this.resources = Object.values(resourcesOf(template));
  }

  all(type: string): readonly Resource['Properties'][] {
    return this.resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
  }

  count(type: string): number {
    return this.all(type).length;
  }

  /** Of each container that always runs; none on Lambda. */
  tasks(): { readonly count: number; readonly cpu: number; readonly gigabytes: number } {
    const [service] = this.all('AWS::ECS::Service');
    const [task] = this.all('AWS::ECS::TaskDefinition');
    if (!service || !task) return { count: 0, cpu: 0, gigabytes: 0 };
    assertArm(task['RuntimePlatform']);
    return {
      count: Number(service['DesiredCount']),
      cpu: Number(task['Cpu']) / 1_024,
      gigabytes: Number(task['Memory']) / 1_024,
    };
  }

  /** An address for each zone of a balancer on the internet, each NAT gateway, and each task that has one. */
  addresses(): number {
    const balancers = this.all('AWS::ElasticLoadBalancingV2::LoadBalancer')
      .filter(({ Scheme }) => Scheme === 'internet-facing')
      .map(({ Subnets }) => (Subnets as unknown[]).length);
    const ofTasks = JSON.stringify(this.all('AWS::ECS::Service')).includes('"AssignPublicIp":"ENABLED"');
    return [...balancers, this.count('AWS::EC2::EIP'), ofTasks ? this.tasks().count : 0].reduce(
      (sum, addresses) => sum + addresses,
      0,
    );
  }

  /** Each endpoint in each of its zones. */
  interfaces(): number {
    return this.all('AWS::EC2::VPCEndpoint')
      .filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface')
      .reduce((sum, { SubnetIds }) => sum + (SubnetIds as unknown[]).length, 0);
  }

  /** Clusters that publish metrics of their own. */
  insights(): number {
    return this.all('AWS::ECS::Cluster').filter(({ ClusterSettings }) =>
      /"Value":"(enabled|enhanced)"/.test(JSON.stringify(ClusterSettings ?? '')),
    ).length;
  }

  rules(): number {
    return this.all('AWS::WAFv2::WebACL').reduce((sum, { Rules }) => sum + (Rules as unknown[]).length, 0);
  }

  /** The server where it is a function: one at most. */
  servers(): readonly Resource['Properties'][] {
    return this.all('AWS::Lambda::Function').filter((fn) => !isAuthorizer(fn));
  }

  /** Before a REST API that asks for tokens of Cognito: one at most. */
  authorizers(): readonly Resource['Properties'][] {
    return this.all('AWS::Lambda::Function').filter(isAuthorizer);
  }
}

function isAuthorizer({ Handler }: Resource['Properties']): boolean {
  return Handler === 'authorizer.handler';
}

/** Of so many calls of functions; nothing where there are none. */
function lambdaDollars(functions: readonly Resource['Properties'][], calls: number): number {
  return functions.reduce((sum, { Architectures, MemorySize }) => {
    assertArm(Architectures);
    const gigabyteSeconds = calls * ASSUMED.callSeconds * (Number(MemorySize) / 1_024);
    return sum + cost('lambdaRequest', calls) + cost('lambdaArmGigabyteSecond', gigabyteSeconds);
  }, 0);
}

/** The prices are those of arm64. */
function assertArm(architecture: unknown): void {
  if (!/arm64/i.test(JSON.stringify(architecture)))
    throw new Error(`There is no price for ${JSON.stringify(architecture)}.`);
}

/** A line of the bill that is less where something else in the account uses it up. */
export const ALLOWANCES = 'free allowances of CloudWatch';

/** The month of 730 hours in which nobody calls, in an account of its own. */
export function idleMonth(template: Template, manifest: Manifest): Bill {
  const shape = new Shape(template);
  const { count, cpu, gigabytes } = shape.tasks();
  return withoutNothing({
    containers: hours * count * (cost('fargateArmCpu', cpu) + cost('fargateArmGigabyte', gigabytes)),
    'load balancer': cost('balancer', hours * shape.count('AWS::ElasticLoadBalancingV2::LoadBalancer')),
    'public addresses': cost('publicIpv4', hours * shape.addresses()),
    'NAT gateway': cost('natGateway', hours * shape.count('AWS::EC2::NatGateway')),
    'interface endpoints': cost('interfaceEndpoint', hours * shape.interfaces()),
    'web ACL': cost('webAcl', shape.count('AWS::WAFv2::WebACL')) + cost('webAclRule', shape.rules()),
    'Container Insights': cost('customMetric', ASSUMED.insightsMetrics * shape.insights()),
    'metrics in alarms': cost('alarmMetric', metricsInAlarms(template)),
    'composite alarms': cost('compositeAlarm', shape.count('AWS::CloudWatch::CompositeAlarm')),
    'metrics of an idle service': cost('customMetric', idleMetrics(manifest)),
    [ALLOWANCES]: -(
      cost('alarmMetric', Math.min(FREE_ALARM_METRICS, metricsInAlarms(template))) +
      cost('customMetric', Math.min(FREE_CUSTOM_METRICS, idleMetrics(manifest)))
    ),
    dashboards: cost('dashboard', Math.max(0, shape.count('AWS::CloudWatch::Dashboard') - FREE_DASHBOARDS)),
    'the probe': lambdaDollars(shape.servers(), PROBES),
    secrets: cost('secret', shape.count('AWS::SecretsManager::Secret')),
    'its log': logDollars(PROBES * Math.max(1, count) * ASSUMED.logBytes),
  });
}

/** A million calls to a tool that reads; what the floor already pays for is not there. */
export function millionCalls(template: Template): Bill {
  const shape = new Shape(template);
  const httpApis = shape.count('AWS::ApiGatewayV2::Api');
  const unit = CAPACITY_UNIT.bytes[shape.servers().length > 0 ? 'lambda' : 'fargate'];
  const units = Math.max(MILLION / CAPACITY_UNIT.connections, (MILLION * ASSUMED.transferBytes) / unit);
  const flowLogs = shape.count('AWS::EC2::FlowLog') * MILLION * ASSUMED.flowLogBytes;
  return withoutNothing({
    'HTTP API': cost('httpApiRequest', MILLION * httpApis),
    'REST API': cost('restApiRequest', MILLION * shape.count('AWS::ApiGateway::RestApi')),
    'load balancer': cost(
      'balancerCapacity',
      units * shape.count('AWS::ElasticLoadBalancingV2::LoadBalancer'),
    ),
    'web ACL': cost('webAclRequest', MILLION * shape.count('AWS::WAFv2::WebACL')),
    Lambda: lambdaDollars(shape.servers(), MILLION),
    'the authorizer': lambdaDollars(shape.authorizers(), MILLION),
    'the limit of callers': cost('dynamoDbWrite', MILLION),
    log: logDollars(MILLION * ASSUMED.logBytes),
    'logs of API and network': plainLogDollars(httpApis * MILLION * ASSUMED.accessLogBytes + flowLogs),
  });
}

/** What is added where the calls have an effect: the claim and the result of each, of 1 KB at most. */
export const millionWrites = (): number => cost('dynamoDbWrite', 2 * MILLION);

function metricsInAlarms(template: Template): number {
  const single = alarmsOf(template).filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
  return single.reduce((sum, { name, properties }) => {
    const { queries } = readAlarm(name, properties).watched;
    return sum + queries.filter((query) => 'stat' in query).length;
  }, 0);
}

/** Metrics that have a value while nobody calls: those of the probe. */
function idleMetrics(manifest: Manifest): number {
  const { healthChecks } = manifest;
  const waiting = asksForApproval(manifest) ? [METRICS.approvalsPending, METRICS.approvalsOldestAge] : [];
  const ofService = [METRICS.healthChecksDown, ...waiting].flatMap(({ dimensions }) => dimensions).length;
  const ofCheck = [METRICS.healthCheckUp, METRICS.healthCheckLatency].flatMap(({ dimensions }) => dimensions);
  return ofService + healthChecks.length * ofCheck.length + ASSUMED.shareOfHoursWithColdStarts;
}

/** Of the server's log, which is scanned for credentials. */
function logDollars(bytes: number): number {
  return plainLogDollars(bytes) + cost('logProtection', bytes / 1e9);
}

function plainLogDollars(bytes: number): number {
  return cost('logIngestion', bytes / 1e9) + cost('logStorage', bytes / 1e9);
}
