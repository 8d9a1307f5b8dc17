import type { MetricWidget } from '../metric-widget';
import type { Drawn } from './chart';
import { markup, type Markup } from './markup';
import { short } from './numbers';
import { latestOf } from './single-value';
import type { Size } from './size';

const FULL = 100;

/** The latest value of each series on a half circle between the ends of the left axis. */
export function gauge(widget: MetricWidget, drawn: readonly Drawn[], { width, height }: Size): Markup {
  const { min = 0, max = FULL } = widget.left;
  const each = Math.floor(width / drawn.length);
  const radius = Math.max(10, Math.min(each / 2 - 24, height - 56));
  return markup`<div class="gauges">${drawn.map(({ series, pen }) => {
    const value = latestOf(series);
    const share = Math.max(0, Math.min(1, (value - min) / (max - min)));
    const middle = each / 2;
    const base = radius + 16;
    return markup`<svg width="${each}" height="${height}" role="img">
<path class="arc" d="${arc(middle, base, radius, 1)}" stroke="#e3e6e8"/>
<path class="arc" d="${arc(middle, base, radius, share)}" stroke="${pen.color}"/>
<text class="value" x="${middle}" y="${base - 6}" text-anchor="middle">${short(value)}</text>
<text class="axis" x="${middle - radius}" y="${base + 18}" text-anchor="middle">${short(min)}</text>
<text class="axis" x="${middle + radius}" y="${base + 18}" text-anchor="middle">${short(max)}</text>
<text class="axis" x="${middle}" y="${base + 18}" text-anchor="middle">${series.label}</text>
</svg>`;
  })}</div>`;
}

/** From the left end over the top. */
function arc(x: number, y: number, radius: number, share: number): string {
  const angle = Math.PI * (1 - share);
  const [endX, endY] = [x + radius * Math.cos(angle), y - radius * Math.sin(angle)];
  return `M ${x - radius} ${y} A ${radius} ${radius} 0 0 1 ${endX.toFixed(1)} ${endY.toFixed(1)}`;
}
