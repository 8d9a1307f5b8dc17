import {
  DashboardVariable,
  DefaultValue,
  Values,
  VariableInputType,
  VariableType,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { ERROR_CODES } from '../../lambda/contract';
import { graph, logTable, text } from './dashboard-widgets';
import type { DashboardContext } from './dashboards';
import { LOG_QUERIES } from './log-queries';

/** Stands in metrics and queries for the tool that is chosen at the top. */
const CHOSEN = 'chosen-tool';
/** A dashboard is free up to 50 metrics, so that not every tool has a line of its own. */
const MOST_LINES = 10;
const OF_CALLS = 'filter ispresent(Calls)';

/** The choice of a tool, for every widget that shows one. */
export function toolVariables({ manifest }: DashboardContext): DashboardVariable[] {
  const [first, ...others] = manifest.tools.map(({ name }) => name);
  if (first === undefined) return [];
  const variable = new DashboardVariable({
    id: 'tool',
    label: 'Tool',
    type: VariableType.PATTERN,
    value: CHOSEN,
    inputType: VariableInputType.SELECT,
    values: Values.fromValues(...[first, ...others].map((name) => ({ label: name, value: name }))),
    defaultValue: DefaultValue.value(first),
    visible: true,
  });
  return [variable];
}

/** Which tool, which agent, why? */
export function toolsWidgets({ metrics, manifest, logGroup, logsUrl }: DashboardContext): IWidget[][] {
  const lines = manifest.tools.slice(0, MOST_LINES).map(({ name }) => name);
  const chosen = { tool: CHOSEN };
  const codes = Object.keys(ERROR_CODES).map((code) => metrics.metric('errors', { code }, { label: code }));
  return [
    [
      text(
        `# ${manifest.name}: tools\n\nThe tool of the second and third row is chosen at the top. [Queries](${logsUrl}): folder \`${manifest.name}\` of the saved ones.`,
      ),
    ],
    [
      graph(
        'Faults by tool',
        lines.map((tool) => metrics.metric('faults', { tool }, { label: tool })),
      ),
      graph(
        'p95 milliseconds by tool',
        lines.map((tool) => metrics.metric('latency', { tool }, { statistic: 'p95', label: tool })),
      ),
      graph('Errors by code', codes),
    ],
    [
      graph(
        'The tool: calls, faults, slow calls',
        (['calls', 'faults', 'slow'] as const).map((key) => metrics.metric(key, chosen)),
        { width: 12 },
      ),
      graph(
        'The tool: milliseconds of a call',
        ['p50', 'p95', 'p99'].map((statistic) =>
          metrics.metric('latency', chosen, { statistic, label: statistic }),
        ),
        { width: 12 },
      ),
    ],
    [
      logTable('The tool: last faults', logGroup, [
        OF_CALLS,
        `filter tool = "${CHOSEN}" and Faults = 1`,
        'fields @timestamp, code, cause, agent, caller, requestId',
        'sort @timestamp desc',
        'limit 20',
      ]),
      logTable('The tool: by agent', logGroup, [
        OF_CALLS,
        `filter tool = "${CHOSEN}"`,
        'stats count(*) as calls, sum(Faults) as faults, sum(Slow) as slow, pct(Latency, 95) as p95 by agent',
        'sort calls desc',
        'limit 20',
      ]),
    ],
    [
      logTable('All tools', logGroup, [
        OF_CALLS,
        'stats count(*) as calls, sum(Faults) as faults, sum(Slow) as slow, pct(Latency, 95) as p95 by tool',
        'sort faults desc, calls desc',
      ]),
      logTable('Who is refused, and why', logGroup, LOG_QUERIES.refusals),
    ],
    [
      logTable('Which agent: calls and faults', logGroup, [
        OF_CALLS,
        'stats count(*) as calls, sum(Faults) as faults, count_distinct(caller) as callers by agent',
        'sort calls desc',
        'limit 20',
      ]),
      logTable('Which agent: decisions', logGroup, [
        OF_CALLS,
        'stats count(*) as calls by agent, decision, policy',
        'sort calls desc',
        'limit 20',
      ]),
    ],
  ];
}
