import { readDashboard, refusalsOf } from '../../../local/dashboard/dashboard-body';
import { bodyOf, draw, NOW } from './evidence';

const CALLS = ['McpService', 'Calls', 'service', 'desk'];

function read(body: object, choices?: Readonly<Record<string, string>>) {
  return readDashboard(JSON.stringify(body), { name: 'Test', now: NOW, choices });
}

test.each<readonly [string, object, string]>([
  [
    'of an unknown type',
    { type: 'explorer', properties: {} },
    "widgets of type 'explorer' are not drawn here",
  ],
  [
    'with an unknown view',
    { type: 'metric', properties: { title: 'Pie', view: 'pie', metrics: [CALLS] } },
    'Test.widgets[0].properties.view must be one of timeSeries, singleValue, gauge, got "pie"',
  ],
  [
    'with an unknown property',
    { type: 'metric', properties: { metrics: [CALLS], trend: true } },
    'Test.widgets[0].properties.trend: is not drawn here',
  ],
  [
    'with vertical annotations',
    { type: 'metric', properties: { metrics: [CALLS], annotations: { vertical: [] } } },
    'Test.widgets[0].properties.annotations.vertical: is not drawn here',
  ],
  ['without properties', { type: 'text' }, 'Test.widgets[0].properties must be an object, got undefined'],
  [
    'with a query drawn as bars',
    { type: 'log', properties: { query: 'limit 1', view: 'bar' } },
    'Test.widgets[0].properties.view must be one of table, got "bar"',
  ],
])('a widget %s is refused in one line, in its place and at the end', (_what, widget, reason) => {
  const body = bodyOf(widget, { type: 'text', properties: { markdown: 'still here' } });
  const [refusal, ...others] = refusalsOf(body);
  expect(others).toEqual([]);
  expect(refusal).toContain(reason);
  expect(refusal).not.toContain('\n');
  const text = draw(body).replaceAll('&#39;', "'").replaceAll('&quot;', '"');
  expect(text.split(reason)).toHaveLength(3);
  expect(text).toContain('still here');
});

test.each([
  ['no JSON', '{', 'is no JSON'],
  ['a list', '[]', 'is no object'],
  ['an unknown property', '{"theme":"dark"}', 'Test.theme: is not drawn here'],
  ['a time that is none', '{"start":"yesterday"}', "'yesterday' is no time"],
])('a body that is %s is refused', (_what, text, message) => {
  expect(() => readDashboard(text, { name: 'Test', now: NOW })).toThrow(message);
});

test('a pattern is replaced by its default, or by what is chosen', () => {
  const body = {
    variables: [
      {
        id: 'tool',
        type: 'pattern',
        pattern: 'chosen-tool',
        inputType: 'select',
        defaultValue: 'a',
        values: [{ value: 'a' }, { value: 'b' }],
      },
    ],
    widgets: [{ type: 'text', properties: { markdown: 'of chosen-tool' } }],
  };
  const markdown = ({ widgets }: ReturnType<typeof read>) => widgets.map(({ content }) => content);
  expect(markdown(read(body))).toEqual([{ kind: 'text', markdown: 'of a' }]);
  expect(markdown(read(body, { tool: 'b' }))).toEqual([{ kind: 'text', markdown: 'of b' }]);
  expect(read(body).chosen).toMatchObject([{ id: 'tool', label: 'tool', value: 'a' }]);
  expect(() => read(body, { tool: 'c' })).toThrow("the variable tool cannot be 'c'; it is one of a, b");
});

test('a property is replaced where a dimension is named so', () => {
  const [widget] = read({
    variables: [{ id: 'tool', type: 'property', property: 'tool', inputType: 'input', defaultValue: 'b' }],
    widgets: [{ type: 'metric', properties: { metrics: [['McpService', 'Calls', 'tool', 'a']] } }],
  }).widgets;
  expect(widget?.content).toMatchObject({ rows: [{ source: { identity: { dimensions: { tool: 'b' } } } }] });
});

test('times are relative to now, and a widget may have its own', () => {
  const HOUR = 3_600_000;
  const { range, widgets } = read({
    start: '-PT12H',
    widgets: [
      { type: 'metric', properties: { metrics: [CALLS] } },
      { type: 'metric', properties: { metrics: [CALLS], start: '-P3D' } },
    ],
  });
  expect(range).toEqual({ from: NOW - 12 * HOUR, to: NOW });
  expect(widgets.map(({ content }) => content)).toMatchObject([
    { range: { from: NOW - 12 * HOUR } },
    { range: { from: NOW - 72 * HOUR } },
  ]);
});

test('widgets keep their place on the grid of 24', () => {
  const html = draw(bodyOf({ type: 'text', x: 16, y: 2, width: 8, height: 3, properties: { markdown: '' } }));
  expect(html).toContain('grid-column:17/span 8;grid-row:3/span 3');
});
