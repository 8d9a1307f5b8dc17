import { isMissing, valueAt, type Points } from './compiled';

/** Each gap gets the value before it; a gap at the start stays (*Using metric math*, `FILL`). */
export function fillByRepeat(points: Points): Points {
  let before = Number.NaN;
  return points.map((value) => (before = isMissing(value) ? before : value));
}

/** Each gap becomes a line between its ends; a gap without one of its ends stays. */
export function fillByLine(points: Points): Points {
  const filled = [...points];
  let before: number | undefined;
  points.forEach((value, index) => {
    if (isMissing(value)) return;
    if (before !== undefined) {
      const start = points[before] ?? 0;
      const step = (value - start) / (index - before);
      for (let gap = before + 1; gap < index; gap += 1) filled[gap] = start + step * (gap - before);
    }
    before = index;
  });
  return filled;
}

/** Each missing value is the filler's; a series may lack it too. */
export function fillWith(points: Points, filler: number | Points): Points {
  const filled: number[] = [];
  for (let index = 0; index < points.length; index += 1) {
    const value = valueAt(points, index);
    filled.push(isMissing(value) ? valueAt(filler, index) : value);
  }
  return filled;
}
