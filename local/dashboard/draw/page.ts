import type { MetricStore } from '../../cloudwatch/metric-store';
import { refusalsOf, type DashboardBody, type Widget } from '../dashboard-body';
import type { LogEvent } from '../log-query/event';
import { seriesOf } from '../series';
import { alarms, type AlarmStates } from './alarms';
import { log } from './log';
import { markdown } from './markdown';
import { markup, Markup, NOTHING } from './markup';
import { metric } from './metric';
import { GAP, PAGE_MARGIN, ROW_HEIGHT, roomOf } from './size';
import { STYLE } from './style';

/** What the widgets look at. */
export interface Evidence {
  readonly store: MetricStore;
  readonly events: readonly LogEvent[];
  readonly alarmStates: AlarmStates;
}

export interface Page {
  readonly html: string;
  /** About how many pixels it takes. */
  readonly height: number;
}

const HEADER_HEIGHT = 44;
const FOOTER_LINE = 18;
const LAST_Y = 200;

/** Draws a dashboard as one page that needs nothing else: no script, no file, no network. */
export function drawDashboard(body: DashboardBody, evidence: Evidence): Page {
  const refusals = refusalsOf(body);
  const chosen = body.chosen.map(
    ({ label, value }) => markup`<span>${label}: <strong>${value}</strong></span>`,
  );
  const rows = body.widgets.reduce(
    (most, { placement: { y = LAST_Y, height } }) => Math.max(most, Math.min(y, LAST_Y) + height),
    0,
  );
  const { text } = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${body.name}</title><style>${new Markup(STYLE)}</style></head>
<body><header><h1>${body.name}</h1>${chosen}<span>${time(body.range.from)} to ${time(body.range.to)} UTC</span></header>
<main class="grid">${body.widgets.map((widget) => frame(widget, evidence))}</main>
${refusals.length === 0 ? NOTHING : markup`<footer><ul>${refusals.map((line) => markup`<li>${line}</li>`)}</ul></footer>`}
</body></html>
`;
  const height = 2 * PAGE_MARGIN + HEADER_HEIGHT + rows * (ROW_HEIGHT + GAP) + refusals.length * FOOTER_LINE;
  return { html: text, height };
}

function frame(widget: Widget, evidence: Evidence): Markup {
  const { title, placement } = widget;
  const { x, y, width, height } = placement;
  const column = x === undefined ? 'auto' : x + 1;
  const row = y === undefined ? 'auto' : y + 1;
  return markup`<section style="grid-column:${column}/span ${width};grid-row:${row}/span ${height}">${title === '' ? NOTHING : markup`<h4>${title}</h4>`}${content(widget, evidence)}</section>`;
}

function content(
  { title, placement, content: shown }: Widget,
  { store, events, alarmStates }: Evidence,
): Markup {
  const room = roomOf(placement, title !== '');
  switch (shown.kind) {
    case 'metric':
      return metric(shown, seriesOf(shown, store), room);
    case 'text':
      return markdown(shown.markdown);
    case 'log':
      return log(shown, events, room);
    case 'alarm':
      return alarms(shown.alarms, alarmStates);
    case 'refused':
      return markup`<div class="empty"><p>Not drawn: ${shown.reason}</p></div>`;
    default:
      return shown satisfies never;
  }
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ');
}
