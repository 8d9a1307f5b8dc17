const COLORS = [
  '#1f77b4',
  '#e0730d',
  '#2a9134',
  '#c62828',
  '#8356b3',
  '#8c564b',
  '#d05ba8',
  '#5f6b6d',
  '#9a9b1c',
  '#0f9db0',
];
const DASHES = ['', '5 3', '2 3'];

export interface Pen {
  readonly color: string;
  /** Of an SVG line; empty for a solid one. */
  readonly dash: string;
}

/** Colors repeat after ten; the dashes tell them apart then. */
export function penOf(index: number, color?: string): Pen {
  return {
    color: color ?? COLORS[index % COLORS.length] ?? '#000000',
    dash: DASHES[Math.floor(index / COLORS.length) % DASHES.length] ?? '',
  };
}
