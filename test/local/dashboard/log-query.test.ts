import { readEvent } from '../../../local/dashboard/log-query/event';
import { runLogQuery } from '../../../local/dashboard/log-query/run';
import { bodyOf, draw, NOW } from './evidence';

const EVENTS = [
  { tool: 'a', agent: 'x', Calls: 1, Faults: 0, Latency: 10, caller: 'ana' },
  { tool: 'a', agent: 'y', Calls: 1, Faults: 1, Latency: 40, caller: 'ben', code: 'INTERNAL' },
  { tool: 'b', agent: 'x', Calls: 1, Faults: 1, Latency: 20, caller: 'ana', code: 'TIMED_OUT' },
  { tool: 'a', agent: 'x', Calls: 1, Faults: 0, Latency: 30, caller: 'cho', code: 'NOT_FOUND' },
  { message: 'gauges', record: { status: 'success' }, ok: true },
].map((fields, index) => readEvent(JSON.stringify(fields), NOW - 3_600_000 + index * 60_000));

function run(query: string) {
  return runLogQuery(query, EVENTS);
}

test('stats by a field, sorted and limited', () => {
  expect(
    run(
      "SOURCE 'group' | filter ispresent(Calls)\n| stats count(*) as calls, sum(Faults) as faults, pct(Latency, 95) as p95, avg(Latency) as mean, count_distinct(caller) as callers by tool | sort calls desc | limit 5",
    ),
  ).toEqual({
    columns: ['tool', 'calls', 'faults', 'p95', 'mean', 'callers'],
    rows: [
      ['a', 3, 1, 40, 26.6667, 3],
      ['b', 1, 1, 20, 20, 1],
    ],
  });
});

test.each([
  ['Faults = 1', ['TIMED_OUT', 'INTERNAL']],
  ['Faults != 1 and ispresent(code)', ['NOT_FOUND']],
  ['tool = "a" and (code = "INTERNAL" or code = "NOT_FOUND")', ['NOT_FOUND', 'INTERNAL']],
  ['code in ["TIMED_OUT", "NOT_FOUND"]', ['NOT_FOUND', 'TIMED_OUT']],
  ['ispresent(code) and not Latency >= 30', ['TIMED_OUT']],
  ['code like "NO"', ['NOT_FOUND']],
  ["tool = 'a|b'", []],
])('filter %s', (condition, codes) => {
  expect(run(`filter ${condition} | fields code`).rows.flat()).toEqual(codes);
});

test('the latest line is first, and fields are found by path', () => {
  expect(run('fields @timestamp, record.status | limit 1').rows).toEqual([
    ['2026-01-01 11:04:00.000', 'success'],
  ]);
  expect(run('filter ok = 1 | fields message').rows).toEqual([['gauges']]);
  expect(run('limit 1').columns).toEqual(['@timestamp', '@message']);
});

test('several keys of order, and bins of time', () => {
  const rows = run(
    'filter ispresent(Calls) | stats count(*) as n, latest(code) as last by bin(2m) as at, tool | sort at asc, n desc',
  ).rows;
  expect(rows).toEqual([
    ['2026-01-01T11:00', 'a', 2, 'INTERNAL'],
    ['2026-01-01T11:02', 'b', 1, 'TIMED_OUT'],
    ['2026-01-01T11:02', 'a', 1, 'NOT_FOUND'],
  ]);
});

test.each([
  'parse @message "a=*" as a',
  'stats 100 * sum(Faults) / count(*) as percent by tool',
  'filter tool =~ /a/',
  'stats median(Latency) by tool',
  'sort tool desc nulls',
])('%s is shown and not evaluated', (query) => {
  expect(() => run(query)).toThrow('here');
  const html = draw(bodyOf({ type: 'log', properties: { query } }), { events: EVENTS });
  expect(html).toContain('Not evaluated here: ');
  expect(html).toContain(`<pre>${query.replaceAll('"', '&quot;')}</pre>`);
});

test('lines of another time do not count, and no line is said', () => {
  const widget = { type: 'log', properties: { query: 'filter tool = "a" | stats count(*) as n' } };
  expect(draw(bodyOf(widget), { events: EVENTS })).toContain('<td class="number">3</td>');
  const old = EVENTS.map((event) => ({ ...event, at: event.at - 3_600_000 }));
  expect(draw(bodyOf(widget), { events: old })).toContain('No line of this time answers the query.');
});

test('rows that do not fit are counted', () => {
  const many = Array.from({ length: 40 }, (_, index) => readEvent(JSON.stringify({ index }), NOW - index));
  const html = draw(bodyOf({ type: 'log', height: 3, properties: { query: 'fields index' } }), {
    events: many,
  });
  const shown = html.match(/<tr>/g)?.length ?? 0;
  expect(html).toContain(`and ${40 - (shown - 1)} more rows`);
});
