import { incidentsOf } from '../catalog';
import type { Experiment } from '../experiment';
import type { Findings } from '../findings';
import { BLIPS } from '../incidents/blips';
import { LEVELS } from '../plan';
import type { Time } from '../quantile';
import { timesCell } from './cell';
import { grouped, table } from './markdown';

const LEVEL_HEADINGS = LEVELS.map((level) => `${grouped(level)}/h`);

/** Every alarm by every incident that it has to rise on. */
export function alarmTable(findings: Findings): string {
  const { alarms, model } = findings.service;
  const incidents = incidentsOf(model);
  const rows = alarms.flatMap(({ id, severity }) =>
    incidents
      .filter((incident) => incident.alarms.includes(id))
      .map((incident) => [
        id,
        severity === 'none' ? '' : severity,
        incident.modelled ? `${incident.id} *` : incident.id,
        ...LEVELS.map((level) => timesCell(findings.rises(incident.id, id, level))),
      ]),
  );
  return table(['alarm', 'notifies', 'incident', ...LEVEL_HEADINGS], rows);
}

/** When somebody is notified of an incident, by whatever alarm. */
export function incidentTable(findings: Findings): string {
  const rows = incidentsOf(findings.service.model).map(({ id, title, tool, modelled }) => [
    modelled ? `${id} *` : id,
    title,
    tool === undefined ? 'all' : tool,
    ...LEVELS.map((level) => firstNotice(findings, 'incident', id, level)),
  ]);
  return table(['incident', 'what happens', 'calls of', ...LEVEL_HEADINGS], rows);
}

function firstNotice(findings: Findings, kind: Experiment['kind'], id: string, level: number): string {
  const pages = findings.pages(kind, id, level);
  const tickets = findings.tickets(kind, id, level);
  const firsts = pages.map((page, index) => earlier(page, tickets[index]));
  const paged = pages.filter((page, index) => page !== undefined && page === firsts[index]).length;
  const found = firsts.filter((time) => time !== undefined).length;
  const kindOf = paged === found ? '' : paged === 0 ? ' ticket' : ` ${paged} pages`;
  return `${timesCell(firsts)}${found === 0 ? '' : kindOf}`;
}

function earlier(one: Time, other: Time): Time {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

export function blipTable(findings: Findings): string {
  const rows = BLIPS.map(({ id, title }) => [
    id,
    title,
    ...LEVELS.map((level) => {
      const runs = findings.of('blip', id, level);
      const paged = runs.filter((run) => findings.notifiers(run, 'page').length > 0).length;
      const tickets = runs.filter((run) => findings.notifiers(run, 'ticket').length > 0).length;
      return tickets === 0 ? `${paged}` : `${paged} (${tickets} tickets)`;
    }),
  ]);
  return table(['blip', 'what happens', ...LEVEL_HEADINGS], rows);
}

/** What notified, and what rose without notifying, while nothing was wrong. */
export function calmTable(findings: Findings): string {
  const rows = LEVELS.map((level) => {
    const runs = findings.of('calm', 'calm', level);
    const count = (severity: 'page' | 'ticket'): string =>
      grouped(
        runs
          .flatMap((run) => findings.notifiers(run, severity).map((id) => run.rises[id] ?? 0))
          .reduce(sum, 0),
      );
    const quiet = findings.service.alarms
      .filter(({ severity }) => severity === 'none')
      .map(({ id }) => ({ id, rises: runs.map((run) => run.rises[id] ?? 0).reduce(sum, 0) }))
      .filter(({ rises }) => rises > 0)
      .map(({ id, rises }) => `${id} ${rises}`);
    return [`${grouped(level)}/h`, `${runs.length * 30}`, count('page'), count('ticket'), quiet.join(', ')];
  });
  return table(['calls', 'days', 'pages', 'tickets', 'rose and notified nobody, times'], rows);
}

function sum(a: number, b: number): number {
  return a + b;
}
