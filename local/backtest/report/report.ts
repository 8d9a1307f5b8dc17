import { ASSUMPTIONS } from '../../cloudwatch/assumptions';
import type { Findings } from '../findings';
import { INGESTION_DELAY_MINUTES } from '../simulation';
import { FAULT_SHAPE, FAULT_SHARE, SLOW_SHARE } from '../traffic/background';
import { unrestVariance } from '../traffic/unrest';
import { alarmTable, blipTable, calmTable, incidentTable } from './tables';

/** Those that cannot change what is seen of alarms on sums over whole periods. */
const OF_NO_MATTER = /^(emf-|trimmed|at-least|math-if-scalar|math-not-finite|math-missing-in|units-)/;

/** Everything that was found, as Markdown. The same for the same template and seeds. */
export function reportOf(findings: Findings, seeds: readonly number[]): string {
  const { alarms, path } = findings.service;
  return [
    `Alarms of ${path}: ${alarms.length}, of which ${alarms.filter(({ severity }) => severity !== 'none').length} notify. Seeds: ${seeds.join(', ')}.`,
    'A cell `14/15 4 (6)`: found on 14 of 15 seeds, after 4 minutes in the median and 6 at the 90th percentile. `–`: not found. ' +
      'Columns are calls an hour when the incident begins: of the tool where it is about one (empty where that were more than 5,000 of the service), else of the service.',
    `Background: ${percent(FAULT_SHARE)} of calls fail and ${percent(SLOW_SHARE)} are slow on average, in bouts (the rate itself varies with a standard deviation of ${Math.sqrt(unrestVariance(FAULT_SHAPE)).toFixed(1)} times its mean), with a daily and a weekly rhythm and latencies with a Pareto tail. ` +
      'No call of it leaves an unknown outcome: each of those is an incident.',
    '## When each alarm rises',
    alarmTable(findings),
    '`*`: found by metrics that AWS emits (AWS/Lambda, AWS/ApiGateway, AWS/DynamoDB), which are modelled here; all others are what the server itself writes.',
    '## When somebody is notified',
    incidentTable(findings),
    'By a page, and by a ticket where the cell says so.',
    '## Blips: runs that paged',
    blipTable(findings),
    '## Without an incident',
    calmTable(findings),
    '## Assumptions',
    `Points can be read ${INGESTION_DELAY_MINUTES} minute after their minute is over. What CloudWatch does not document and is assumed:`,
    ASSUMPTIONS.filter(({ id }) => !OF_NO_MATTER.test(id) && id !== 'ingestion-delay')
      .map(({ id, assumed, matters }) => `- ${id}: ${assumed} It matters for: ${matters}`)
      .join('\n'),
  ].join('\n\n');
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
