import { readMetricRows } from '../../../local/dashboard/metric-rows';
import type { Json } from '../../../local/assembly/template';

const DEFAULTS = { periodSeconds: 300, statistic: 'Average' };

function read(...metrics: readonly Json[]) {
  return readMetricRows(metrics, DEFAULTS, 'widget');
}

function identities(...metrics: readonly Json[]): unknown[] {
  return read(...metrics).map(({ source }) => ('identity' in source ? source.identity : source));
}

const CALLS = { namespace: 'McpService', name: 'Calls', dimensions: { service: 'desk', tool: 'a' } };

test('a dot stands for what the row before has in its place', () => {
  expect(
    identities(
      ['McpService', 'Calls', 'service', 'desk', 'tool', 'a'],
      ['.', 'Faults', '.', '.', '.', '.'],
      ['.', '.', '.', '.', '.', 'b'],
    ),
  ).toEqual([
    CALLS,
    { ...CALLS, name: 'Faults' },
    { ...CALLS, name: 'Faults', dimensions: { service: 'desk', tool: 'b' } },
  ]);
});

test('three dots stand for all that the row lacks', () => {
  expect(
    identities(
      ['McpService', 'Calls', 'service', 'desk', 'tool', 'a'],
      ['...', { stat: 'p95' }],
      ['...', 'b'],
      ['McpService', 'Slow', '...', 'c'],
    ),
  ).toEqual([
    CALLS,
    CALLS,
    { ...CALLS, dimensions: { service: 'desk', tool: 'b' } },
    { ...CALLS, name: 'Slow', dimensions: { service: 'desk', tool: 'c' } },
  ]);
});

test('an expression between metrics is not what a dot stands for', () => {
  const [, , slow] = identities(
    ['McpService', 'Calls', 'service', 'desk', { id: 'calls' }],
    [{ expression: 'calls * 2', id: 'twice' }],
    ['.', 'Slow', '.', '.'],
  );
  expect(slow).toEqual({ namespace: 'McpService', name: 'Slow', dimensions: { service: 'desk' } });
});

test('what a row does not say, the widget says', () => {
  const [own, shared] = read(
    ['A', 'B', { stat: 'p99', period: 60, label: 'mine', yAxis: 'right', visible: false, color: '#ff0000' }],
    ['A', 'C', { color: 'url(javascript:alert(1))' }],
  );
  expect(own).toMatchObject({
    periodMinutes: 1,
    label: 'mine',
    yAxis: 'right',
    visible: false,
    color: '#ff0000',
  });
  expect(own?.source).toMatchObject({ statisticName: 'p99' });
  expect(shared).toMatchObject({
    id: 'row1',
    periodMinutes: 5,
    yAxis: 'left',
    visible: true,
    color: undefined,
  });
  expect(shared?.source).toMatchObject({ statisticName: 'Average' });
});

test.each<readonly [string, readonly Json[], string]>([
  [
    'a dot in the first row',
    [['.', 'Calls']],
    "widget.metrics[0] has '.' for something that the row before it lacks",
  ],
  [
    'half a dimension',
    [['A', 'B', 'service']],
    'widget.metrics[0] is no namespace, name and pairs of dimensions: A, B, service',
  ],
  ['a number among texts', [['A', 'B', 'service', 5]], 'widget.metrics[0] has 5 where a text belongs'],
  ['a row that is no list', ['A'], 'widget.metrics[0] is no list'],
  [
    'two rows of one id',
    [
      ['A', 'B', { id: 'm' }],
      ['A', 'C', { id: 'm' }],
    ],
    'widget.metrics has the id m twice',
  ],
  ['an unknown property', [['A', 'B', { anomaly: 1 }]], 'widget.metrics[0].anomaly: is not drawn here'],
  ['an unknown statistic', [['A', 'B', { stat: 'Median' }]], "'Median' is no statistic"],
  [
    'seconds',
    [['A', 'B', { period: 10 }]],
    'widget.metrics[0]: periods below a minute are not drawn here, got 10 s',
  ],
])('%s is refused', (_what, metrics, message) => {
  expect(() => read(...metrics)).toThrow(message);
});
