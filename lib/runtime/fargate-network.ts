import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  SubnetType,
  Vpc,
  type InterfaceVpcEndpoint,
  type IVpc,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { AuthSettings } from '../../lambda/contract';
import { accept } from '../accepted-findings';

/**
 * How containers reach AWS and the world: with public addresses of their own, through a NAT gateway, or through
 * interface endpoints of AWS alone.
 */
export type FargateNetwork = 'publicIp' | 'nat' | 'endpoints';

/** Where containers run. */
export interface ContainerNetwork {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly assignPublicIp: boolean;
  /** What the containers have to be let into. */
  readonly endpoints: readonly InterfaceVpcEndpoint[];
}

/** What the server needs to reach besides its tables. */
export interface NetworkNeeds {
  readonly auth: AuthSettings;
  readonly readsSecrets: boolean;
  /** Events of approvals go over the bus. */
  readonly sendsEvents: boolean;
  readonly tracing: boolean;
}

const SUBNETS = {
  publicIp: SubnetType.PUBLIC,
  nat: SubnetType.PRIVATE_WITH_EGRESS,
  endpoints: SubnetType.PRIVATE_ISOLATED,
} as const satisfies Record<FargateNetwork, SubnetType>;

/** us-east-1, 730 hours; a test holds the figures to those of docs/topologies.md, which has the prices and the rest. */
const CHOICES = [
  "'publicIp' (each task has a public address that only the load balancer can reach: $3.65 a month and task)",
  "'nat' (tasks have no public address: $36.50 a month for a NAT gateway and its address, and $0.045 a GB)",
  "'endpoints' (tasks reach AWS and nothing else: $43.80 a month for three endpoints in two zones, $14.60 for each more, and $0.01 a GB)",
].join('; ');

/** @throws without a choice: each costs something else, and none is right for everybody. */
export function chooseNetwork(
  network: FargateNetwork | undefined,
  vpc: IVpc | undefined,
): FargateNetwork | IVpc {
  if (network !== undefined && vpc !== undefined) {
    throw new Error(
      `McpRuntime.fargate: both vpc and network '${network}' are given; network makes a VPC. Leave one of them out.`,
    );
  }
  if (vpc !== undefined) return vpc;
  if (network === undefined) {
    throw new Error(
      `McpRuntime.fargate: network is not given, and there is no default. Choose ${CHOICES}; or bring a vpc.`,
    );
  }
  if (Object.hasOwn(SUBNETS, network)) return network;
  throw new Error(`McpRuntime.fargate: network is '${network}'. Choose ${CHOICES}; or bring a vpc.`);
}

/** A VPC of two zones for one service. */
export function createNetwork(
  scope: Construct,
  network: FargateNetwork,
  needs: NetworkNeeds,
): ContainerNetwork {
  const subnetType = SUBNETS[network];
  const own = network === 'publicIp' ? [] : [{ name: 'server', subnetType }];
  const vpc = new Vpc(scope, 'Vpc', {
    ipAddresses: IpAddresses.cidr('10.0.0.0/16'),
    maxAzs: 2,
    natGateways: network === 'nat' ? 1 : 0,
    // The balancer's; the containers' own where they have public addresses.
    subnetConfiguration: [
      { name: 'public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
      ...own,
    ],
    restrictDefaultSecurityGroup: false,
    gatewayEndpoints: {
      DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
      S3: { service: GatewayVpcEndpointAwsService.S3 },
    },
  });
  accept(vpc, 'flowLog');
  const endpoints = network === 'endpoints' ? interfaceEndpoints(vpc, needs) : [];
  return { vpc, subnets: { subnetType }, assignPublicIp: network === 'publicIp', endpoints };
}

/** One for each service that is asked for, and none more: each is paid by the hour and zone. */
function interfaceEndpoints(
  vpc: Vpc,
  { auth, readsSecrets, sendsEvents, tracing }: NetworkNeeds,
): InterfaceVpcEndpoint[] {
  if (auth.kind === 'cognito') {
    throw new Error(
      "McpRuntime.fargate: with network 'endpoints' the server reaches AWS alone, and McpAuth.cognito needs the managed login and the documents in which hosts say who they are, which are on the internet. " +
        "Use network 'nat' or 'publicIp', or bring a vpc with a way there.",
    );
  }
  const isCognito =
    auth.kind === 'jwt' && /^https:\/\/cognito-idp\.[\w-]+\.amazonaws\.com\//.test(auth.issuer);
  if (auth.kind === 'jwt' && !isCognito) {
    throw new Error(
      `McpRuntime.fargate: with network 'endpoints' the server reaches AWS alone, and the keys of the issuer ${auth.issuer} are elsewhere. ` +
        "Use network 'nat' or 'publicIp', or bring a vpc with a way there.",
    );
  }
  const services = {
    EcrApi: InterfaceVpcEndpointAwsService.ECR,
    EcrDocker: InterfaceVpcEndpointAwsService.ECR_DOCKER,
    Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
    ...(isCognito && { Cognito: InterfaceVpcEndpointAwsService.COGNITO_IDP }),
    ...(readsSecrets && { Secrets: InterfaceVpcEndpointAwsService.SECRETS_MANAGER }),
    ...(sendsEvents && { Events: InterfaceVpcEndpointAwsService.EVENTBRIDGE }),
    ...(tracing && { XRay: InterfaceVpcEndpointAwsService.XRAY }),
  };
  return Object.entries(services).map(([id, service]) =>
    vpc.addInterfaceEndpoint(id, { service, open: false }),
  );
}
