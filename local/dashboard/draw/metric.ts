import type { MetricWidget } from '../metric-widget';
import { hasData, type Series } from '../series';
import { describeWithoutData, withoutData } from '../without-data';
import { chart, drawnOf, type Drawn } from './chart';
import { gauge } from './gauge';
import { markup, NOTHING, type Markup } from './markup';
import { numbers } from './single-value';
import { linesOf, wrappedLines, type Size } from './size';

const LEGEND_LINE = 17;
const NOTE_LINE = 15;
/** Swatch and gap. */
const LEGEND_EXTRA = 30;

/** A widget of metrics: what has data is drawn, what has none is named. */
export function metric(widget: MetricWidget, series: readonly Series[], room: Size): Markup {
  const drawn = drawnOf(series).filter((each) => hasData(each.series));
  const notes = [
    ...series.flatMap(({ label, problem }) => (problem === undefined ? [] : [`${label}: ${problem}`])),
    ...describeWithoutData(withoutData(series)),
  ];
  if (drawn.length === 0)
    return markup`<div class="empty">${notes.map((note) => markup`<p>${note}</p>`)}</div>`;
  const isChart = widget.view === 'timeSeries';
  const labels = isChart ? drawn.map(({ series: { label } }) => label) : [];
  const noteLines = notes.reduce((sum, note) => sum + wrappedLines(note, room.width), 0);
  const below = linesOf(labels, room.width, LEGEND_EXTRA) * LEGEND_LINE + noteLines * NOTE_LINE;
  const rest = { width: room.width, height: room.height - below };
  return markup`${picture(widget, drawn, rest)}${isChart ? legend(drawn) : NOTHING}${notes.map((note) => markup`<p class="note">${note}</p>`)}`;
}

function picture(widget: MetricWidget, drawn: readonly Drawn[], room: Size): Markup {
  switch (widget.view) {
    case 'timeSeries':
      return chart(widget, drawn, room);
    case 'singleValue':
      return numbers(drawn, room);
    case 'gauge':
      return gauge(widget, drawn, room);
    default:
      return widget.view satisfies never;
  }
}

function legend(drawn: readonly Drawn[]): Markup {
  return markup`<div class="legend">${drawn.map(
    ({ series: { label }, pen }) =>
      markup`<span><svg width="14" height="8"><line class="line" x1="0" x2="14" y1="4" y2="4" stroke="${pen.color}" stroke-dasharray="${pen.dash}"/></svg> ${label}</span>`,
  )}</div>`;
}
