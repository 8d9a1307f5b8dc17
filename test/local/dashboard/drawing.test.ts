import { readEvent } from '../../../local/dashboard/log-query/event';
import { seriesOf } from '../../../local/dashboard/series';
import { bodyOf, draw, metricWidget, NOW, storeOf } from './evidence';

const CALLS = ['McpService', 'Calls', 'service', 'desk'];
const SUM = { stat: 'Sum', period: 300 };

function metric(...metrics: readonly (readonly unknown[])[]): object {
  return { type: 'metric', properties: { title: 'A graph', ...SUM, metrics } };
}

/** Lines and dots of a page. */
function strokes(html: string): { lines: number[]; dots: number } {
  const lines = [...html.matchAll(/<polyline class="line" points="([^"]*)"/g)];
  return {
    lines: lines.map(([, points = '']) => points.split(' ').length),
    dots: html.match(/<circle/g)?.length ?? 0,
  };
}

test('a line ends where data is missing and begins anew; a lone point is a dot', () => {
  const store = storeOf({ 58: 1, 53: 2, 48: 3, 33: 1, 18: 4, 13: 4 });
  expect(strokes(draw(bodyOf(metric(CALLS)), { store }))).toEqual({ lines: [3, 2], dots: 1 });
});

test('zero is a value and no gap', () => {
  const store = storeOf({ 58: 1, 53: 0, 48: 3 });
  expect(strokes(draw(bodyOf(metric(CALLS)), { store }))).toEqual({ lines: [3], dots: 0 });
});

test('points are sums of periods that begin at whole multiples of their length', () => {
  const [series] = seriesOf(metricWidget({ ...SUM, metrics: [CALLS] }), storeOf({ 60: 1, 56: 2, 55: 4 }));
  expect(series?.points.slice(0, 3)).toEqual([
    { at: NOW - 3_600_000, value: 3 },
    { at: NOW - 3_300_000, value: 4 },
    { at: NOW - 3_000_000, value: Number.NaN },
  ]);
  expect(series?.points).toHaveLength(12);
});

test('an expression is computed over the metrics that it names', () => {
  const widget = metricWidget({
    ...SUM,
    metrics: [
      [{ expression: '100 * calls', label: 'hundreds' }],
      [...CALLS, { id: 'calls', visible: false }],
    ],
  });
  const [series, ...others] = seriesOf(widget, storeOf({ 60: 3 }));
  expect(others).toEqual([]);
  expect(series).toMatchObject({
    label: 'hundreds',
    unwritten: [],
    points: [{ value: 300 }, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}],
  });
});

test('a metric that nobody emits is named with its dimensions', () => {
  const html = draw(bodyOf(metric(CALLS, ['McpService', 'Callz', 'service', 'desk'])), {
    store: storeOf({ 60: 1 }),
  });
  expect(html).toContain('no data: McpService Callz {service=desk}');
  expect(html).not.toContain('no data: McpService Calls ');
});

test('an expression that hides a metric that nobody emits names it all the same', () => {
  const html = draw(
    bodyOf(
      metric(
        [{ expression: 'FILL(bad, 0) / calls', label: 'ratio' }],
        [...CALLS, { id: 'calls', visible: false }],
        ['McpService', 'Faultz', 'service', 'desk', { id: 'bad', visible: false }],
      ),
    ),
    { store: storeOf({ 60: 1, 55: 1 }) },
  );
  expect(strokes(html).lines).toEqual([2]);
  expect(html).toContain('no data: McpService Faultz {service=desk}');
});

test('a metric of AWS and one that was silent in this time say so', () => {
  const html = draw(bodyOf(metric(CALLS, ['AWS/Lambda', 'Errors', 'FunctionName', 'f'])), {
    store: storeOf({ 90: 1 }),
  });
  expect(html).toContain('AWS/Lambda Errors {FunctionName=f}: published in an account only');
  expect(html).toContain('no data in this time: Calls');
});

test('an expression that is wrong says why', () => {
  const html = draw(
    bodyOf(metric([{ expression: 'NOPE(calls)', label: 'wrong' }], [...CALLS, { id: 'calls' }])),
    {
      store: storeOf({ 60: 1 }),
    },
  );
  expect(html).toMatch(/wrong: .*NOPE/);
});

test('lines across, the latest value, and states of alarms', () => {
  const html = draw(
    bodyOf(
      {
        type: 'metric',
        properties: { ...SUM, metrics: [CALLS], annotations: { horizontal: [{ value: 5, label: 'most' }] } },
      },
      { type: 'metric', properties: { ...SUM, view: 'singleValue', metrics: [CALLS] } },
      {
        type: 'metric',
        properties: { ...SUM, view: 'gauge', metrics: [CALLS], yAxis: { left: { min: 0, max: 50 } } },
      },
      {
        type: 'alarm',
        properties: {
          alarms: ['Outage', 'Silent', 'New'].map((name) => `arn:aws:cloudwatch:r:1:alarm:${name}`),
        },
      },
    ),
    {
      store: storeOf({ 60: 7, 2: 42 }),
      alarmStates: new Map([
        ['Outage', 'ALARM'],
        ['Silent', 'OK'],
      ] as const),
    },
  );
  expect(html).toMatch(/class="threshold-label"[^>]*>most</);
  expect(html).toMatch(/<b style="[^"]*">42<\/b>/);
  expect(html).toMatch(/class="value"[^>]*>42</);
  expect(html).toContain('<div class="alarm ALARM"><b>Outage</b><span>In alarm</span></div>');
  expect(html).toContain('<div class="alarm OK"><b>Silent</b><span>OK</span></div>');
  expect(html).toContain('<div class="alarm UNKNOWN"><b>New</b><span>not evaluated</span></div>');
});

test('nothing that comes from a template or a line is markup', () => {
  const attack = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>";
  const line = JSON.stringify({ agent: attack });
  const html = draw(
    bodyOf(
      {
        type: 'metric',
        properties: {
          title: attack,
          ...SUM,
          metrics: [[...CALLS, { label: attack, color: attack }]],
          annotations: { horizontal: [{ value: 1, label: attack }] },
        },
      },
      { type: 'metric', properties: { ...SUM, metrics: [[attack, attack, attack, attack]] } },
      {
        type: 'text',
        properties: {
          markdown: `# ${attack}\n\n**${attack}** [${attack}](javascript:alert(1)) [x](https://a"onclick=alert(3))`,
        },
      },
      { type: 'alarm', properties: { title: attack, alarms: [attack] } },
      { type: 'log', properties: { title: attack, query: 'fields agent' } },
      { type: 'log', properties: { query: `nonsense ${attack}` } },
      { type: attack, properties: { title: attack } },
    ),
    { store: storeOf({ 60: 1 }), events: [readEvent(line, NOW - 1)] },
  );
  expect(html).not.toMatch(/<(script|img)\b/i);
  expect(html).not.toMatch(/<[^>]*["'\s](onerror|onclick)\s*=/i);
  expect(html).not.toMatch(/href="(?!https?:|#)/i);
  expect(html.split('&lt;script&gt;').length).toBeGreaterThan(10);
});

test('a page needs nothing but itself', () => {
  const html = draw(bodyOf(metric(CALLS)), { store: storeOf({ 60: 1 }) });
  expect(html).not.toMatch(/<script|<link|@import|\ssrc=|url\(/i);
});
