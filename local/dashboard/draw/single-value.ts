import type { Series } from '../series';
import type { Drawn } from './chart';
import { markup, type Markup } from './markup';
import { short } from './numbers';
import type { Size } from './size';

/** The latest value of each series, as large as fits. */
export function numbers(drawn: readonly Drawn[], { width, height }: Size): Markup {
  const size = Math.max(18, Math.min(44, height / 3, width / drawn.length / 5));
  return markup`<div class="numbers" style="height:${height}px">${drawn.map(
    ({ series, pen }) =>
      markup`<div><b style="font-size:${size}px;color:${pen.color}">${short(latestOf(series))}</b><i>${series.unit ?? ''}</i><span>${series.label}</span></div>`,
  )}</div>`;
}

/** @returns NaN when it has no point. */
export function latestOf({ points }: Series): number {
  return points.findLast(({ value }) => !Number.isNaN(value))?.value ?? Number.NaN;
}
