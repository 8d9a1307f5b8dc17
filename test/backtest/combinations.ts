/**
 * Tries what the other endpoints and runtimes bring to the back-test: `npx tsx test/backtest/combinations.ts
 * [--write file | --check file] [--only LoadBalancerFargate]`. What the server itself writes is the same
 * everywhere, and the example's table has it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { COMBINATIONS } from '../../examples/combinations/stacks';
import { awsIncidentsOf, blipsOf, serverBlipsOf, serverIncidentsOf } from '../../local/backtest/catalog';
import type { Experiment } from '../../local/backtest/experiment';
import { Findings } from '../../local/backtest/findings';
import { planOf } from '../../local/backtest/plan';
import { observeAll } from '../../local/backtest/pool';
import { alarmTable, blipTable, calmTable, incidentTable } from '../../local/backtest/report/tables';
import type { ServiceModel } from '../../local/backtest/service-model';
import { readServiceUnderTest, type ServiceUnderTest } from '../../local/backtest/service-under-test';
import { complaintsAbout } from '../../local/backtest/verdict';
import { synthesize } from '../../local/synthesize';

const REPOSITORY = join(__dirname, '../..');
const APP = 'tsx examples/combinations/app.ts';
/** That of the example, whose table is a file of its own. */
const OF_THE_EXAMPLE = 'HttpApiLambda';
const SEEDS = [1, 2, 3];
const CALM_SEEDS = [1];
/** Calls an hour: what is idle most of the night, and what is not. */
const CALLS_AN_HOUR = new Set([10, 600]);

const HEADING = `# What the alarms of the other combinations have been seen to do

Printed by \`npm run backtest:combinations -- --write docs/alarms-combinations.md\`, as [the table of the
example](alarms.md) is, which says how to read it. Here is only what the endpoint, the runtime and the state
bring, on metrics that AWS emits and that are modelled: AWS/ApiGateway, AWS/ApplicationELB, AWS/ECS, AWS/Lambda,
AWS/DynamoDB. A service of one tool, seeds ${SEEDS.join(', ')}.

The models say what the guides of AWS say, with these choices. A balancer counts healthy and unhealthy targets
every minute while one is registered, idle or not, and nothing at all without one. Its two nodes check for
themselves and need not agree. A REST API that asks for a token answers a request without one itself: it is among
the client errors, and the server never hears of it. Containers are not scaled: there are as many as the template
starts. Unhealthy containers answer all the same, because a balancer sends requests to all when none is healthy.`;

const { values } = parseArgs({
  options: { write: { type: 'string' }, check: { type: 'string' }, only: { type: 'string' } },
});

async function main(): Promise<void> {
  const assembly = await synthesize({
    directory: REPOSITORY,
    app: APP,
    environment: process.env,
    context: { alerts: 'ops@example.com' },
    output: 'backtest-combinations',
  });
  const wanted = values.only === undefined ? Object.keys(COMBINATIONS) : [values.only];
  const sections = [HEADING];
  const complaints: string[] = [];
  for (const name of wanted.filter((combination) => combination !== OF_THE_EXAMPLE)) {
    const service = broughtTo(readServiceUnderTest(assembly, `${name}/Mcp`));
    const findings = new Findings(service, await observeAll(service, experimentsOf(service.model)));
    sections.push(sectionOf(name, findings));
    complaints.push(...complaintsAbout(findings).map((complaint) => `${name}: ${complaint}`));
  }
  const text = `${sections.join('\n\n')}\n`;
  console.log(text);
  if (values.write !== undefined) writeFileSync(values.write, text);
  if (values.check !== undefined && readFileSync(values.check, 'utf8') !== text) {
    complaints.push(`${values.check} is not what is printed now: run the same command with --write.`);
  }
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) process.exitCode = 1;
}

/** Without the alarms on what the server writes: an alarm that no incident names at all stays, and is a complaint. */
function broughtTo(service: ServiceUnderTest): ServiceUnderTest {
  const ofServer = new Set(serverIncidentsOf(service.model).flatMap(({ alarms }) => alarms));
  return { ...service, alarms: service.alarms.filter(({ id }) => !ofServer.has(id)) };
}

function experimentsOf(model: ServiceModel): readonly Experiment[] {
  const general = new Set(serverBlipsOf(model).map(({ id }) => id));
  const blips = blipsOf(model).filter(({ id }) => !general.has(id));
  const ids = new Set(['calm', ...awsIncidentsOf(model).map(({ id }) => id), ...blips.map(({ id }) => id)]);
  return planOf(model, SEEDS, CALM_SEEDS).filter(
    ({ id, callsAnHour }) => ids.has(id) && CALLS_AN_HOUR.has(callsAnHour),
  );
}

function sectionOf(name: string, findings: Findings): string {
  return [
    `## ${name}`,
    '### When each alarm rises',
    alarmTable(findings),
    '### When somebody is notified',
    incidentTable(findings),
    '### Blips: runs that paged',
    blipTable(findings),
    '### Without an incident',
    calmTable(findings),
  ].join('\n\n');
}

void main();
