/**
 * Prices of us-east-1, in dollars. A test adds them up; the next who reads the price pages changes them here.
 */
export interface Price {
  readonly dollars: number;
  readonly unit: string;
  /** When it was read there; a price from memory says so. */
  readonly date: string;
  readonly page: string;
}

const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const API_GATEWAY = 'https://aws.amazon.com/api-gateway/pricing/';
const BALANCER = 'https://aws.amazon.com/elasticloadbalancing/pricing/';
const FARGATE = 'https://aws.amazon.com/fargate/pricing/';
const VPC = 'https://aws.amazon.com/vpc/pricing/';
const WAF = 'https://aws.amazon.com/waf/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const PRIVATE_LINK = 'https://aws.amazon.com/privatelink/pricing/';
const SECRETS = 'https://aws.amazon.com/secrets-manager/pricing/';
const NOT_VERIFIED = 'not verified';

export const PRICES = {
  alarmMetric: { dollars: 0.1, unit: 'metric in an alarm, a month', date: '2026-05', page: CLOUDWATCH },
  compositeAlarm: { dollars: 0.5, unit: 'composite alarm, a month', date: 'not verified', page: CLOUDWATCH },
  customMetric: { dollars: 0.3, unit: 'metric, a month; by the hour', date: '2026-05', page: CLOUDWATCH },
  dashboard: { dollars: 3, unit: 'dashboard after the third, a month', date: '2026-05', page: CLOUDWATCH },
  logIngestion: { dollars: 0.5, unit: 'GB', date: '2026-05', page: CLOUDWATCH },
  logStorage: { dollars: 0.03, unit: 'GB, a month', date: '2026-05', page: CLOUDWATCH },
  logProtection: { dollars: 0.12, unit: 'GB scanned', date: 'not verified', page: CLOUDWATCH },
  lambdaRequest: { dollars: 0.2 / 1e6, unit: 'request', date: '2026-09-13', page: LAMBDA },
  lambdaArmGigabyteSecond: { dollars: 0.0000133334, unit: 'GB and second', date: '2026-09-13', page: LAMBDA },
  lambdaX86GigabyteSecond: { dollars: 0.0000166667, unit: 'GB and second', date: '2026-09-13', page: LAMBDA },
  httpApiRequest: { dollars: 1 / 1e6, unit: 'request of 512 KB', date: '2026-09-13', page: API_GATEWAY },
  restApiRequest: { dollars: 3.5 / 1e6, unit: 'request of 10 MB', date: '2026-09-20', page: API_GATEWAY },
  balancer: { dollars: 0.0225, unit: 'load balancer, an hour', date: '2026-09-20', page: BALANCER },
  balancerCapacity: { dollars: 0.008, unit: 'capacity unit, an hour', date: '2026-09-20', page: BALANCER },
  fargateArmCpu: { dollars: 0.03238, unit: 'virtual CPU, an hour', date: NOT_VERIFIED, page: FARGATE },
  fargateArmGigabyte: { dollars: 0.00356, unit: 'GB, an hour', date: NOT_VERIFIED, page: FARGATE },
  publicIpv4: { dollars: 0.005, unit: 'address, an hour', date: '2026-10-16', page: VPC },
  natGateway: { dollars: 0.045, unit: 'gateway, an hour', date: '2026-09-20', page: VPC },
  natGigabyte: { dollars: 0.045, unit: 'GB', date: '2026-09-20', page: VPC },
  interfaceEndpoint: {
    dollars: 0.01,
    unit: 'endpoint and zone, an hour',
    date: NOT_VERIFIED,
    page: PRIVATE_LINK,
  },
  interfaceEndpointGigabyte: { dollars: 0.01, unit: 'GB', date: NOT_VERIFIED, page: PRIVATE_LINK },
  webAcl: { dollars: 5, unit: 'web ACL, a month', date: NOT_VERIFIED, page: WAF },
  webAclRule: { dollars: 1, unit: 'rule, a month', date: NOT_VERIFIED, page: WAF },
  webAclRequest: { dollars: 0.6 / 1e6, unit: 'request', date: NOT_VERIFIED, page: WAF },
  secret: { dollars: 0.4, unit: 'secret, a month', date: NOT_VERIFIED, page: SECRETS },
  dynamoDbWrite: { dollars: 0.625 / 1e6, unit: 'write unit', date: '2026-09-13', page: DYNAMODB },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;

/**
 * What CloudWatch gives every account for nothing, for ever, counted once an account: not verified on the page. A
 * service that is not alone in its account may find them taken.
 */
export const FREE_ALARM_METRICS = 10;
export const FREE_CUSTOM_METRICS = 10;

/** The first ones are free in every account, when they show no more metrics than these. */
export const FREE_DASHBOARDS = 3;
export const METRICS_ON_A_FREE_DASHBOARD = 50;
