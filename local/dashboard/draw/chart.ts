import type { HorizontalLine, MetricWidget } from '../metric-widget';
import type { Point, Series } from '../series';
import { markup, NOTHING, type Markup } from './markup';
import { timeTicks } from './numbers';
import { penOf, type Pen } from './palette';
import { scaleOf, type Scale } from './scale';
import { textWidth, type Size } from './size';

export interface Drawn {
  readonly series: Series;
  readonly pen: Pen;
}

const TOP = 16;
const BOTTOM = 20;
const LEFT = 44;
const RIGHT = 12;
const TIME_PIXELS = 64;
const BADGE = 4;

/** Lines over time. Where there is no data there is no line; a lone point is a dot. */
export function chart(
  { range, lines, left, right }: MetricWidget,
  drawn: readonly Drawn[],
  { width, height }: Size,
): Markup {
  const of = (side: 'left' | 'right'): Series[] =>
    drawn.map(({ series }) => series).filter(({ yAxis }) => yAxis === side);
  const linesOf = (side: 'left' | 'right'): HorizontalLine[] => lines.filter(({ yAxis }) => yAxis === side);
  const hasRight = of('right').length > 0;
  const [first, last] = [LEFT, width - (hasRight ? LEFT : RIGHT)];
  const ends = [TOP, height - BOTTOM] as const;
  const scales = {
    left: scaleOf(left, of('left'), linesOf('left'), ends),
    right: scaleOf(right, of('right'), linesOf('right'), ends),
  };
  const x = (at: number): number =>
    first + ((Math.max(at, range.from) - range.from) / (range.to - range.from)) * (last - first);
  const times = timeTicks(range.from, range.to, (last - first) / TIME_PIXELS);
  return markup`<svg class="chart" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
${grid(scales.left, first, last)}
${hasRight ? rightLabels(scales.right, last) : NOTHING}
${times.map(({ at, label }) => markup`<line class="mark" x1="${px(x(at))}" x2="${px(x(at))}" y1="${height - BOTTOM}" y2="${height - BOTTOM + 4}"/><text class="axis" x="${px(x(at))}" y="${height - 4}" text-anchor="middle">${label}</text>`)}
${drawn.map(({ series, pen }) => curve(series.points, pen, x, scales[series.yAxis]))}
${thresholds(lines, scales, first, last)}
</svg>`;
}

function grid(scale: Scale, first: number, last: number): Markup {
  const rows = scale.ticks.map(
    ({ y, label }) =>
      markup`<line class="rule" x1="${first}" x2="${last}" y1="${px(y)}" y2="${px(y)}"/><text class="axis" x="${first - 6}" y="${px(y + 4)}" text-anchor="end">${label}</text>`,
  );
  return markup`${rows}<text class="axis" x="0" y="9">${scale.name}</text>`;
}

function rightLabels(scale: Scale, last: number): Markup {
  const labels = scale.ticks.map(
    ({ y, label }) => markup`<text class="axis" x="${last + 6}" y="${px(y + 4)}">${label}</text>`,
  );
  return markup`${labels}<text class="axis" x="${last + LEFT}" y="9" text-anchor="end">${scale.name}</text>`;
}

function curve(points: readonly Point[], pen: Pen, x: (at: number) => number, scale: Scale): Markup {
  const at = (point: Point): string => `${px(x(point.at))},${px(scale.y(point.value))}`;
  return markup`${runsOf(points).map((run) => {
    const [only] = run;
    return run.length === 1 && only
      ? markup`<circle class="dot" cx="${px(x(only.at))}" cy="${px(scale.y(only.value))}" r="2.6" fill="${pen.color}"/>`
      : markup`<polyline class="line" points="${run.map(at).join(' ')}" stroke="${pen.color}" stroke-dasharray="${pen.dash}"/>`;
  })}`;
}

/** Stretches of points without a gap. */
function runsOf(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [];
  let run: Point[] = [];
  for (const point of points) {
    if (Number.isNaN(point.value)) run = [];
    else if (run.push(point) === 1) runs.push(run);
  }
  return runs;
}

/** Labels of lines that are close go side by side, or nobody could read them. */
function thresholds(
  lines: readonly HorizontalLine[],
  scales: Readonly<Record<'left' | 'right', Scale>>,
  first: number,
  last: number,
): Markup {
  const taken: { readonly y: number; readonly from: number }[] = [];
  const marks = lines.map(({ value, label, yAxis }) => {
    const y = scales[yAxis].y(value);
    const end = taken
      .filter((other) => Math.abs(other.y - y) < 13)
      .reduce((least, { from }) => Math.min(least, from), last);
    taken.push({ y, from: end - textWidth(label) - 3 * BADGE });
    return markup`<line class="threshold" x1="${first}" x2="${last}" y1="${px(y)}" y2="${px(y)}"/><text class="threshold-label" x="${px(end - BADGE)}" y="${px(y - 3)}" text-anchor="end">${label}</text>`;
  });
  return markup`${marks}`;
}

export function drawnOf(series: readonly Series[]): Drawn[] {
  return series.map((each, index) => ({ series: each, pen: penOf(index, each.color) }));
}

function px(value: number): number {
  return Math.round(value * 10) / 10;
}
