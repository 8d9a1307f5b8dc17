import { App, Duration, Stack } from 'aws-cdk-lib';
import { McpService, type Manifest, type McpSloOptions, type ToolManifest } from 'cdk-mcp-service';
import { manifestWith } from '../../support/manifest';
import { resolveSlo } from '../../../lib/observability/slo';
import { JWT, NOBODY } from '../stacks';

const manifestOf = (...tools: readonly Partial<ToolManifest>[]): Manifest =>
  manifestWith(tools.map((tool) => ({ timeoutMs: 20_000, ...tool })));

const slow = { name: 'export', timeoutMs: 25_000 };
const latencyOf = (tools: Record<string, Duration>): McpSloOptions => ({ latency: { tools } });

test('the defaults are 99.5 % and 95 % within a second, and an alarm for each tool', () => {
  expect(resolveSlo({}, manifestOf({}, { name: 'export' }))).toEqual({
    availability: 99.5,
    availabilityBudget: 0.005,
    percentile: 95,
    latencyBudget: 0.05,
    objectives: { serviceMs: 1_000, toolsMs: {} },
    alarmedTools: ['tool_0', 'export'],
  });
});

test('a tool with an objective of its own may take longer than others', () => {
  const options = latencyOf({ export: Duration.seconds(15) });
  expect(resolveSlo(options, manifestOf({}, slow)).objectives).toEqual({
    serviceMs: 1_000,
    toolsMs: { export: 15_000 },
  });
});

test('what may take long at all, rule and handler together, bounds its objective', () => {
  const checked = { ...slow, checkTimeoutMs: 2_000 };
  const options = latencyOf({ export: Duration.seconds(26) });
  expect(resolveSlo(options, manifestOf(checked)).objectives.toolsMs).toEqual({ export: 26_000 });
});

const many = Array.from({ length: 51 }, (_, index) => ({ name: `t${index}` }));

test.each<readonly [string, McpSloOptions, readonly Partial<ToolManifest>[], string]>([
  ...[90, 100, 0, 100.1, Number.NaN].map(
    (availability) =>
      [
        `availability ${availability}`,
        { availability },
        [{}],
        `slo.availability is ${availability}; allowed are percentages above 90 and below 100, such as 99.5.`,
      ] as const,
  ),
  [
    'a percentile',
    { latency: { percentile: 50 } },
    [{}],
    'slo.latency.percentile is 50; allowed are percentages above 90 and below 100, such as 95.',
  ],
  [
    'an alarm that never fires',
    { availability: 93 },
    [{}],
    'slo.availability is 93; its fastest alarm, a burn rate of 14.4, would wait for 100.8 % bad calls and never fire. Give 93.06 or more, such as 99.5.',
  ],
  [
    'a tool that may take long and says nothing',
    {},
    [{}, slow],
    "tool 'export' may take 25000 ms, more than the 20000 ms of a tool that says nothing: the service's latency objective does not suit it. " +
      'Give it its own, slo: { latency: { tools: { "export": Duration.seconds(…) } } }.',
  ],
  [
    'an objective above the time-out',
    latencyOf({ tool_0: Duration.seconds(20) }),
    [{}],
    "slo.latency.tools.tool_0 is 20000 ms, and tool 'tool_0' is stopped after 20000 ms: no call of it would ever count as slow. Give more than 0 and less than 20000 ms.",
  ],
  [
    'no time at all',
    latencyOf({ tool_0: Duration.seconds(0) }),
    [{}],
    "slo.latency.tools.tool_0 is 0 ms, and tool 'tool_0' is stopped after 20000 ms: no call of it would ever count as slow. Give more than 0 and less than 20000 ms.",
  ],
  [
    'an objective of the service above the time-out of a tool',
    { latency: { within: Duration.seconds(2) } },
    [{}, { name: 'quick', timeoutMs: 1_500 }],
    "slo.latency.within is 2000 ms, and tool 'quick' is stopped after 1500 ms: no call of it would ever count as slow. Give more than 0 and less than 1500 ms.",
  ],
  [
    'a tool that is not there',
    latencyOf({ exprot: Duration.seconds(2) }),
    [slow, {}],
    "slo.latency.tools names 'exprot'; the tools are export, tool_1.",
  ],
  [
    'an alarm of a tool that is not there',
    { tools: ['exprot'] },
    [{}],
    "slo.tools names 'exprot'; the tools are tool_0.",
  ],
  [
    'more tools than can have an alarm',
    {},
    many,
    'the module has 51 tools; at most 50 have an alarm of their own. Name those that matter most, slo: { tools: ["t0", …] }.',
  ],
  [
    'more than that chosen',
    { tools: many.map(({ name }) => name) },
    many,
    'slo.tools names 51 tools; at most 50 have an alarm of their own. Name those that matter most, slo: { tools: ["t0", …] }.',
  ],
])('%s is refused', (_what, options, tools, message) => {
  expect(() => resolveSlo(options, manifestOf(...tools))).toThrow(new Error(message));
});

test('the rule on fifty tools fits; where the name of the stack is too long for it, that is said', () => {
  const serviceIn = (name: string): McpService =>
    new McpService(new Stack(new App(), name), 'Mcp', {
      tools: 'bench/modules/tools-50.ts',
      auth: JWT,
      alerts: NOBODY,
    });
  expect(() => serviceIn('SupportDesk')).not.toThrow();
  expect(() => serviceIn('x'.repeat(100))).toThrow(
    /^The rule of the alarm on tools would have \d{5} characters; CloudWatch takes 10240\. Name fewer tools, slo: \{ tools: \[…\] \}, or give the stack a shorter name\.$/,
  );
});

test('the bounds themselves', () => {
  expect(resolveSlo({ availability: 93.06 }, manifestOf({})).availabilityBudget).toBe(0.0694);
  expect(resolveSlo({ tools: ['t0', 't0', 't50'] }, manifestOf(...many)).alarmedTools).toEqual(['t0', 't50']);
  expect(resolveSlo({ tools: [] }, manifestOf(...many)).alarmedTools).toEqual([]);
});
