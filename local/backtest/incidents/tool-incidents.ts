import type { ServiceModel, ToolModel } from '../service-model';
import { calls } from './call-incidents';
import type { Incident, Incidents } from './incident';

const HOUR = 60;

/** The share of calls that fail in a service of which 98 % succeed. */
const FAILING_SERVICE = 0.02;
const FAILING_TOOL = 0.05;

const alarmOf = ({ name }: ToolModel): string => `Tool-${name}`;
const alarmsOf = (tool: ToolModel): string[] => [alarmOf(tool), `ToolSpread-${tool.name}`, 'Tools'];

/** What goes wrong with one tool: the alarm has to name it, and no other. */
export const toolIncidents: Incidents = (model) =>
  model.tools.flatMap((tool): Incident[] => {
    const others = model.tools.filter((other) => other !== tool);
    const about = {
      tool: tool.name,
      alarms: alarmsOf(tool),
      namedBy: alarmsOf(tool),
      silent: others.map(alarmOf),
      bound: { callsAnHour: 200, minutes: HOUR },
    };
    return [
      {
        ...about,
        id: `tool-errors-${tool.name}`,
        title: `5 % of the calls of ${tool.name} fail`,
        phases: calls(3 * HOUR, { tools: [tool.name], share: FAILING_TOOL, becomes: 'UPSTREAM_UNAVAILABLE' }),
      },
      {
        ...about,
        id: `tool-at-98-percent-${tool.name}`,
        title: `5 % of the calls of ${tool.name} fail while 98 % of all succeed`,
        phases: calls(
          3 * HOUR,
          { tools: [tool.name], share: FAILING_TOOL, becomes: 'UPSTREAM_UNAVAILABLE' },
          { share: restOf(model, tool), becomes: 'UPSTREAM_UNAVAILABLE' },
        ),
        // The others fail too, each by chance more or less than the rest.
        silent: [],
      },
      {
        ...about,
        id: `dead-dependency-${tool.name}`,
        title: `what ${tool.name} calls is dead: each call fails after its time-out`,
        phases: calls(2 * HOUR, {
          tools: [tool.name],
          share: 1,
          becomes: 'UPSTREAM_UNAVAILABLE',
          afterTimeout: true,
        }),
        bound: { callsAnHour: 200, minutes: 20 },
      },
    ];
  });

/** How much the other tools have to fail for the whole to be at 98 %. */
function restOf(_model: ServiceModel, { share }: ToolModel): number {
  return Math.max(0, (FAILING_SERVICE - share * FAILING_TOOL) / (1 - share));
}
