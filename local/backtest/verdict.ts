import { blipsOf, incidentsOf } from './catalog';
import type { Findings } from './findings';
import type { Blip, Incident } from './incidents/incident';
import { LEVELS } from './plan';
import { median } from './quantile';

/** Every reason why the alarms are not good enough, as one sentence each; none when they are. */
export function complaintsAbout(findings: Findings): readonly string[] {
  const incidents = incidentsOf(findings.service.model);
  return [
    ...unseen(findings, incidents),
    ...incidents.flatMap((incident) => [
      ...deaf(findings, incident),
      ...late(findings, incident),
      ...misnamed(findings, 'incident', incident),
    ]),
    ...unheard(findings, incidents),
    ...falsePages(findings),
    ...pagingBlips(findings),
    ...blipsOf(findings.service.model).flatMap((blip) => misnamed(findings, 'blip', blip)),
  ];
}

/** An alarm that no incident names may be right or may never fire: nobody knows. */
function unseen({ service }: Findings, incidents: readonly Incident[]): string[] {
  const named = new Set(incidents.flatMap(({ alarms }) => alarms));
  return service.alarms
    .filter(({ id }) => !named.has(id))
    .map(({ id }) => `Nobody has seen ${id} fire: no incident names it.`);
}

function deaf(findings: Findings, { id, title, alarms }: Incident): string[] {
  const known = new Set(findings.service.alarms.map((alarm) => alarm.id));
  const tried = LEVELS.filter((level) => findings.of('incident', id, level).length > 0);
  if (tried.length === 0) return [];
  return alarms
    .filter((alarm) => known.has(alarm))
    .filter((alarm) =>
      tried.every((level) => findings.rises(id, alarm, level).every((time) => time === undefined)),
    )
    .map((alarm) => `${alarm} never fires on its incident '${id}' (${title}), at no traffic and on no seed.`);
}

function late(findings: Findings, { id, title, bound, namedBy }: Incident): string[] {
  // A tool that has alarms has to be named by them; else somebody has to be paged.
  const isWatched =
    namedBy?.every((name) => findings.service.alarms.some((alarm) => alarm.id === name)) ?? true;
  if (bound === undefined || !isWatched) return [];
  return LEVELS.filter((level) => level >= bound.callsAnHour).flatMap((level) => {
    const times = namedBy ? findings.names(id, namedBy, level) : findings.pages('incident', id, level);
    const time = median(times);
    if (times.length === 0 || (time !== undefined && time <= bound.minutes)) return [];
    const got = time === undefined ? 'not found' : `found after ${time} min`;
    return [
      `'${id}' (${title}) at ${level} calls/h is ${got} in the median; allowed are ${bound.minutes} min.`,
    ];
  });
}

function misnamed(
  findings: Findings,
  kind: 'incident' | 'blip',
  { id, title, silent = [] }: Incident | Blip,
): string[] {
  return silent.flatMap((alarm) => {
    const seeds = LEVELS.flatMap((level) => findings.of(kind, id, level).filter(({ rose }) => alarm in rose));
    return seeds.length === 0 ? [] : [`${alarm} fires on '${id}' (${title}), which is not about it.`];
  });
}

/** An alarm may rise and yet notify nobody, because a worse one holds it back each time. */
function unheard({ service, observations }: Findings, incidents: readonly Incident[]): string[] {
  const tried = new Set(observations.map(({ experiment }) => experiment.id));
  const named = new Set(incidents.filter(({ id }) => tried.has(id)).flatMap(({ alarms }) => alarms));
  const heard = new Set(
    observations.flatMap(({ experiment, notified }) =>
      experiment.kind === 'incident' ? Object.keys(notified) : [],
    ),
  );
  return service.alarms
    .filter(({ id, severity }) => severity !== 'none' && named.has(id) && !heard.has(id))
    .map(({ id }) => `${id} never notified anybody, on no incident.`);
}

function falsePages({ observations, notifiers }: Findings): string[] {
  return observations
    .filter(({ experiment }) => experiment.kind === 'calm')
    .flatMap((observation) => {
      const { seed, callsAnHour } = observation.experiment;
      return (['page', 'ticket'] as const).flatMap((severity) =>
        notifiers(observation, severity).map(
          (id) =>
            `${id} sent a ${severity} without an incident: seed ${seed}, ${callsAnHour} calls/h, in 30 days.`,
        ),
      );
    });
}

function pagingBlips({ service, observations, notifiers }: Findings): string[] {
  return blipsOf(service.model).flatMap(({ id, title }) => {
    const paging = observations.filter(
      ({ experiment }) => experiment.kind === 'blip' && experiment.id === id,
    );
    const alarms = new Set(paging.flatMap((observation) => notifiers(observation, 'page')));
    const count = paging.filter((observation) => notifiers(observation, 'page').length > 0).length;
    return [...alarms].map(
      (alarm) => `${alarm} pages on a blip (${title}; ${count} of ${paging.length} runs page).`,
    );
  });
}
