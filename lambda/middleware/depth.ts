/** Whether a JSON value nests deeper than `most`; a text or number is 0 deep, `{}` is 1. Stops at the bound. */
export function depthExceeds(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (most === 0) return true;
  return Object.values(value).some((child) => depthExceeds(child, most - 1));
}
