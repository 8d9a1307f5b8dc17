/** Two screens from what is really published: a graph of anything else would be empty, and look like a quiet day. */
import type { Template } from 'aws-cdk-lib/assertions';
import { METRICS, METRIC_NAMESPACE, type MetricDefinition } from '../../../lambda/contract';
import { asText, resolveIntrinsics } from '../../../local/assembly/intrinsics';
import type { Template as CloudFormation } from '../../../local/assembly/template';
import { METRICS_ON_A_FREE_DASHBOARD } from '../../support/prices';
import { synthesize } from '../stacks';
import { supportDesk } from './support-desk';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly query?: string;
    readonly markdown?: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly alarms?: readonly string[];
  };
}

interface Body {
  readonly periodOverride: string;
  readonly variables?: readonly Readonly<Record<string, unknown>>[];
  readonly widgets: readonly Widget[];
}

const { template, stack } = supportDesk();

/** The body of a dashboard as CloudWatch gets it; references stand for themselves. */
function bodyOf(name: string, made: Template = template): Body {
  const parsed: CloudFormation = JSON.parse(JSON.stringify(made.toJSON()));
  const ids = Object.keys(parsed.Resources ?? {});
  const id = ids.find((known) => known.startsWith(`McpDashboards${name}`)) ?? '';
  const { value } = resolveIntrinsics(parsed.Resources?.[id]?.Properties?.DashboardBody ?? '', parsed, {
    refs: new Map([...ids.map((known) => [known, known] as const), ['AWS::Region', 'us-east-1']]),
    attributes: new Map(ids.map((known) => [`${known}.Arn`, known])),
    otherStacks: { exported: () => undefined, output: () => undefined },
  });
  return JSON.parse(asText(value));
}

const bodies = { Health: bodyOf('Health'), Tools: bodyOf('Tools') };

/** Namespace, name and dimensions of each metric; expressions are left out. */
function metricsOf({ widgets }: Body): (readonly string[])[] {
  return widgets.flatMap(({ properties }) =>
    (properties.metrics ?? []).flatMap((metric) => {
      const texts = metric.filter((part) => typeof part === 'string');
      return texts.length < 2 ? [] : [texts];
    }),
  );
}

const titles = ({ widgets }: Body): string[] => widgets.flatMap(({ properties }) => properties.title ?? []);

test('one screen says whether it is healthy and the budget burns', () => {
  expect(titles(bodies.Health)).toEqual([
    'Alarms that notify',
    'Percent of the budget of 30 days that is left',
    'Burn rate of availability',
    'Burn rate of latency',
    'Calls and faults',
    'Milliseconds of a call',
    'Slow calls',
    'Refused, replayed, unknown',
    'Instances that started',
    'Health checks: 1 is up',
    'Milliseconds of health checks',
    'Calls that wait for approval',
    'Seconds that the oldest waits',
    'Requests of the endpoint',
    'Latency of the endpoint',
    'Invocations that failed or were refused',
    'Concurrent executions',
    'Throttled requests to the state tables',
  ]);
  const status = bodies.Health.widgets.find(({ type }) => type === 'alarm');
  expect(status?.properties.alarms).toHaveLength(stack.service.alarms.notifying.length);
});

test('a service of which no tool asks for approval shows none that wait', () => {
  const quiet = titles(bodyOf('Health', synthesize().template));
  expect(quiet).toContain('Calls and faults');
  expect(quiet.filter((title) => /approval|oldest/.test(title))).toEqual([]);
});

test('one says which tool and which agent it is, and why', () => {
  expect(titles(bodies.Tools)).toEqual([
    'Faults by tool',
    'p95 milliseconds by tool',
    'Errors by code',
    'The tool: calls, faults, slow calls',
    'The tool: milliseconds of a call',
    'The tool: last faults',
    'The tool: by agent',
    'All tools',
    'Who is refused, and why',
    'Which agent: calls and faults',
    'Which agent: decisions',
  ]);
});

test('a tool is chosen for every widget that shows one', () => {
  const { variables, widgets } = bodies.Tools;
  const tools = ['search_tickets', 'get_ticket', 'create_support_note', 'issue_refund', 'bulk_export'];
  expect(variables).toEqual([
    {
      id: 'tool',
      label: 'Tool',
      type: 'pattern',
      pattern: 'chosen-tool',
      inputType: 'select',
      visible: true,
      defaultValue: 'search_tickets',
      values: tools.map((tool) => ({ label: tool, value: tool })),
    },
  ]);
  const shown = widgets.filter(({ properties }) => properties.title?.startsWith('The tool: '));
  expect(shown.map(({ properties }) => JSON.stringify(properties).includes('chosen-tool'))).toEqual(
    shown.map(() => true),
  );
});

describe.each(Object.entries(bodies))('%s', (_name, body) => {
  test('shows metrics of ours under dimensions that the server publishes', () => {
    const published: readonly MetricDefinition[] = Object.values(METRICS);
    const unknown = metricsOf(body).filter(([namespace, name, ...pairs]) => {
      if (namespace !== METRIC_NAMESPACE) return false;
      const asked = pairs
        .filter((_pair, index) => index % 2 === 0)
        .toSorted()
        .join();
      const sets = published.flatMap((known) => (known.name === name ? known.dimensions : []));
      return !sets.some((set) => set.toSorted().join() === asked);
    });
    expect(metricsOf(body).length).toBeGreaterThan(20);
    expect(unknown).toEqual([]);
  });

  test('is free: no more metrics than CloudWatch gives away', () => {
    const distinct = new Set(metricsOf(body).map((metric) => metric.join()));
    expect(distinct.size).toBeLessThanOrEqual(METRICS_ON_A_FREE_DASHBOARD);
  });

  test('keeps the period of each graph, and links to the saved queries', () => {
    expect(body.periodOverride).toBe('inherit');
    const text = body.widgets.find(({ type }) => type === 'text');
    expect(text?.properties.markdown).toContain('us-east-1#logsV2:logs-insights');
    expect(text?.properties.markdown).toContain('folder `support-desk`');
  });

  test('asks the log of the service, and no other', () => {
    const queries = body.widgets.flatMap(({ properties }) => properties.query ?? []);
    expect(queries.filter((query) => !query.startsWith("SOURCE 'McpLog34EEE9DD' | "))).toEqual([]);
  });

  test('has no widget over another, or beyond the edge', () => {
    const cells = body.widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, index) => `${x + (index % width)},${y + Math.floor(index / width)}`,
      ),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(body.widgets.filter(({ x, width }) => x + width > 24)).toEqual([]);
  });
});

test('a service with many tools has dashboards that are still free, and a choice of all of them', () => {
  const { service, template: many } = synthesize({ tools: 'bench/modules/tools-50.ts' });
  const body = bodyOf('Tools', many);
  expect(new Set(metricsOf(body).map((metric) => metric.join())).size).toBeLessThanOrEqual(
    METRICS_ON_A_FREE_DASHBOARD,
  );
  expect(JSON.stringify(body.variables)).toContain(service.manifest.tools.at(-1)?.name);
});
