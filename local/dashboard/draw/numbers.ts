const STEPS = [1, 2, 2.5, 5, 10];

/** Round numbers from `min` to at least `max`, about as many as asked for. */
export function ticks(min: number, max: number, about: number): number[] {
  const span = max > min ? max - min : 1;
  const rough = span / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((each) => each * power >= rough) ?? 10) * power;
  const first = Math.floor(min / step);
  const last = Math.max(first + 1, Math.ceil(max / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) => round((first + index) * step));
}

/** For people: `1.25k`, `0.05`. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1_000_000) return `${round(value / 1_000_000, 3)}M`;
  if (size >= 10_000) return `${round(value / 1_000, 3)}k`;
  return String(round(value, size >= 100 ? 4 : 3));
}

/** Without the noise of floating point. */
function round(value: number, digits = 12): number {
  return Number(value.toPrecision(digits));
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 4_320, 10_080].map((step) => step * MINUTE);

/** Round moments within a range, at most as many as asked for. */
export function timeTicks(from: number, to: number, most: number): { at: number; label: string }[] {
  const step = TIME_STEPS.find((each) => (to - from) / each <= most) ?? 30 * DAY;
  const moments: { at: number; label: string }[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    moments.push({ at, label: clock(at, step) });
  }
  return moments;
}

/** In UTC: `14:30`, `11-20 14:30` at midnight or over days. */
function clock(at: number, step: number): string {
  const text = new Date(at).toISOString();
  const [day, time] = [text.slice(5, 10), text.slice(11, 16)];
  if (step >= DAY) return day;
  return time === '00:00' ? day : time;
}
