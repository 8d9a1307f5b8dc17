import { blipsOf, incidentsOf } from '../catalog';
import type { Findings } from '../findings';
import type { TemplateAlarm } from '../template-alarms';
import { NOT_FOUND, timesCell } from './cell';
import { grouped, table } from './markdown';

const levelHeadings = ({ levels }: Findings): string[] => levels.map((level) => `${grouped(level)}/h`);

/** Every alarm by every incident that it has to rise on. */
export function alarmTable(findings: Findings): string {
  const { alarms, model } = findings.service;
  const incidents = incidentsOf(model).filter(({ id }) => findings.has(id));
  const rows = alarms.flatMap(({ id, severity }) =>
    incidents
      .filter((incident) => incident.alarms.includes(id))
      .map((incident) => [
        id,
        severity === 'none' ? '' : severity,
        incident.modelled ? `${incident.id} *` : incident.id,
        ...findings.levels.map((level) => timesCell(findings.rises(incident.id, id, level))),
      ]),
  );
  return table(['alarm', 'notifies', 'incident', ...levelHeadings(findings)], rows);
}

/** When somebody is notified of an incident, by whatever alarm. */
export function incidentTable(findings: Findings): string {
  const incidents = incidentsOf(findings.service.model).filter(({ id }) => findings.has(id));
  const rows = incidents.map(({ id, title, tool, modelled }) => [
    modelled ? `${id} *` : id,
    title,
    tool === undefined ? 'all' : tool,
    ...findings.levels.map((level) => firstNotices(findings, id, level)),
  ]);
  return table(['incident', 'what happens', 'calls of', ...levelHeadings(findings)], rows);
}

function firstNotices(findings: Findings, id: string, level: number): string {
  const cells = [
    timesCell(findings.pages('incident', id, level)),
    `ticket ${timesCell(findings.tickets('incident', id, level))}`,
  ].filter((cell) => !cell.endsWith(NOT_FOUND));
  return cells.join('; ') || NOT_FOUND;
}

export function blipTable(findings: Findings): string {
  const blips = blipsOf(findings.service.model).filter(({ id }) => findings.has(id));
  const rows = blips.map(({ id, title }) => [
    id,
    title,
    ...findings.levels.map((level) => {
      const runs = findings.of('blip', id, level);
      const paged = runs.filter((run) => findings.notifiers(run, 'page').length > 0).length;
      const tickets = runs.filter((run) => findings.notifiers(run, 'ticket').length > 0).length;
      return tickets === 0 ? `${paged}` : `${paged} (${tickets} tickets)`;
    }),
  ]);
  return table(['blip', 'what happens', ...levelHeadings(findings)], rows);
}

/** What notified, and what rose without notifying, while nothing was wrong. */
export function calmTable(findings: Findings): string {
  const rows = findings.levels.map((level) => {
    const runs = findings.of('calm', 'calm', level);
    const rises = (severity: TemplateAlarm['severity']): string =>
      findings.service.alarms
        .filter((alarm) => alarm.severity === severity)
        .filter(({ id }) => severity === 'none' || runs.some(({ notified }) => id in notified))
        .map(({ id }) => ({ id, times: runs.reduce((sum, run) => sum + (run.rises[id] ?? 0), 0) }))
        .filter(({ times }) => times > 0)
        .map(({ id, times }) => `${id} ${times}`)
        .join(', ');
    return [
      `${grouped(level)}/h`,
      `${runs.length * 30}`,
      rises('page') || '0',
      rises('ticket') || '0',
      rises('none'),
    ];
  });
  return table(['calls', 'days', 'pages', 'tickets', 'rose and notified nobody, times'], rows);
}
