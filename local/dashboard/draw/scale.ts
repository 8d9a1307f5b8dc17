import type { Axis, HorizontalLine } from '../metric-widget';
import type { Series } from '../series';
import { short, ticks } from './numbers';

/** From values to pixels of one vertical axis. */
export interface Scale {
  readonly ticks: readonly { readonly y: number; readonly label: string }[];
  readonly name: string;
  y(value: number): number;
}

const TICK_PIXELS = 42;

/** @param top, bottom - Pixels of the ends. */
export function scaleOf(
  axis: Axis,
  series: readonly Series[],
  lines: readonly HorizontalLine[],
  [top, bottom]: readonly [number, number],
): Scale {
  const values = [
    ...series.flatMap(({ points }) => points.map(({ value }) => value)),
    ...lines.map(({ value }) => value),
  ].filter((value) => !Number.isNaN(value));
  const lowest = axis.min ?? values.reduce((least, value) => Math.min(least, value), 0);
  const highest = axis.max ?? values.reduce((most, value) => Math.max(most, value), lowest);
  const marks = ticks(lowest, highest, Math.max(2, Math.round((bottom - top) / TICK_PIXELS)));
  const min = axis.min ?? marks[0] ?? 0;
  const max = axis.max ?? marks.at(-1) ?? 1;
  const y = (value: number): number => bottom - ((value - min) / (max - min || 1)) * (bottom - top);
  return {
    ticks: marks
      .filter((value) => value >= min && value <= max)
      .map((value) => ({ y: y(value), label: short(value) })),
    name: nameOf(axis, series),
    y,
  };
}

function nameOf({ label, showUnits }: Axis, series: readonly Series[]): string {
  if (label !== undefined) return label;
  if (!showUnits) return '';
  const [unit, ...others] = new Set(series.map((each) => each.unit ?? 'No unit'));
  return others.length > 0 ? 'Various units' : (unit ?? '');
}
