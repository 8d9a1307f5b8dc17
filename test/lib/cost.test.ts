/** What the example costs in a month in which nobody calls it, counted from its template. */
import type { Manifest } from 'cdk-mcp-service';
import { readAlarm } from '../../local/cloudwatch/alarm-definition';
import { METRICS } from '../../lambda/contract';
import { FREE_DASHBOARDS, PRICES } from '../support/prices';
import { alarmsOf } from './observability/alarm-desk';
import { supportDesk } from './observability/support-desk';
import { onlyResource, resourcesOf } from './stacks';

const MOST_DOLLARS = 10;
const PROBES = 30 * 1_440;
/** Assumed, for want of an account: a probe runs its checks and writes its lines. */
const PROBE_SECONDS = 0.1;
/** Assumed: the lines of a probe, and what Lambda itself writes of its start and end. */
const PROBE_LOG_BYTES = 2_000;
/** An instance lives for some hours: the metric has a value in no more than these hours of a month. */
const HOURS_WITH_A_COLD_START = 30 * 12;
const HOURS = 30 * 24;

const { template, stack } = supportDesk();
const alarms = alarmsOf(template);
const { manifest } = stack.service;

/** Types that cost nothing while nobody uses them, besides what is counted. */
const FREE_WHILE_IDLE = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  // By request; recovery is paid by what is stored, and nothing is.
  'AWS::DynamoDB::GlobalTable',
  // A schedule of a rule is free.
  'AWS::Events::Rule',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentConfig',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::QueryDefinition',
  // The first thousand mails a month are free.
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
];
const COUNTED = [
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
];

function metricsInAlarms(): number {
  const single = alarms.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
  return single.reduce((sum, { name, properties }) => {
    const { queries } = readAlarm(name, properties).watched;
    return sum + queries.filter((query) => 'stat' in query).length;
  }, 0);
}

/** Metrics that have a value while nobody calls: those of the probe. */
function idleMetrics({ healthChecks }: Manifest): number {
  const ofService = METRICS.healthChecksDown.dimensions.length;
  const ofCheck = [METRICS.healthCheckUp, METRICS.healthCheckLatency].flatMap(({ dimensions }) => dimensions);
  return ofService + healthChecks.length * ofCheck.length + HOURS_WITH_A_COLD_START / HOURS;
}

function ofType(type: string): number {
  return Object.values(resourcesOf(template)).filter(({ Type }) => Type === type).length;
}

function probeDollars(): number {
  const { MemorySize, Architectures } = onlyResource(template, 'AWS::Lambda::Function').Properties;
  expect(Architectures).toEqual(['arm64']);
  const gigabyteSeconds = PROBES * PROBE_SECONDS * (Number(MemorySize) / 1_024);
  return PROBES * PRICES.lambdaRequest.dollars + gigabyteSeconds * PRICES.lambdaArmGigabyteSecond.dollars;
}

function logDollars(): number {
  const gigabytes = (PROBES * PROBE_LOG_BYTES) / 1e9;
  const { logIngestion, logStorage, logProtection } = PRICES;
  return gigabytes * (logIngestion.dollars + logStorage.dollars + logProtection.dollars);
}

test(`nobody calls, and the month costs $${MOST_DOLLARS} at most`, () => {
  const bill = {
    'metrics in alarms': metricsInAlarms() * PRICES.alarmMetric.dollars,
    'composite alarms': ofType('AWS::CloudWatch::CompositeAlarm') * PRICES.compositeAlarm.dollars,
    'metrics of the probe': idleMetrics(manifest) * PRICES.customMetric.dollars,
    dashboards:
      Math.max(0, ofType('AWS::CloudWatch::Dashboard') - FREE_DASHBOARDS) * PRICES.dashboard.dollars,
    'the probe': probeDollars(),
    'its log': logDollars(),
  };
  const total = Object.values(bill).reduce((sum, dollars) => sum + dollars, 0);
  const lines = Object.entries(bill).map(([what, dollars]) => `  ${what}: $${dollars.toFixed(2)}`);
  process.stdout.write(`An idle month of the example: $${total.toFixed(2)}\n${lines.join('\n')}\n`);
  expect(total).toBeLessThanOrEqual(MOST_DOLLARS);
  // What is counted is there: a bill of nothing would be under any limit.
  expect(Object.values(bill).filter((dollars) => dollars === 0)).toHaveLength(1);
});

test('nothing else in the template costs anything while nobody calls', () => {
  const known = new Set([...FREE_WHILE_IDLE, ...COUNTED]);
  const types = new Set(Object.values(resourcesOf(template)).map(({ Type }) => Type));
  expect([...types].filter((type) => !known.has(type))).toEqual([]);
});

test('every price has a page, and a date or the word that it has none', () => {
  for (const { date, page } of Object.values(PRICES)) {
    expect(date).toMatch(/^2026-\d\d|^not verified$/);
    expect(page).toMatch(/^https:/);
  }
});
