import { isObject, type Json, type JsonObject } from '../../assembly/template';

/** A value of a row; nothing where the event has no such field. */
export type Cell = string | number | undefined;

/** A log event or a row made of several: a field by its name. */
export type Row = (field: string) => Cell;

export interface LogEvent {
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly row: Row;
}

/** Lines as Logs Insights discovers their fields: JSON by dotted path, `@timestamp` and `@message`. */
export function readEvent(line: string, at: number): LogEvent {
  const fields = parse(line);
  const row = (name: string): Cell => {
    if (name === '@timestamp') return new Date(at).toISOString().replace('T', ' ').slice(0, 23);
    if (name === '@message') return line;
    return cellOf(Object.hasOwn(fields, name) ? fields[name] : dig(fields, name.split('.')));
  };
  return { at, row };
}

function parse(line: string): JsonObject {
  try {
    const value = JSON.parse(line) as Json;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function dig(fields: JsonObject, path: readonly string[]): Json | undefined {
  let found: Json | undefined = fields;
  for (const name of path) found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  return found;
}

function cellOf(value: Json | undefined): Cell {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || typeof value === 'number') return value;
  return typeof value === 'boolean' ? String(value ? 1 : 0) : JSON.stringify(value);
}

/** @returns NaN when it is no number. */
export function numberOf(cell: Cell): number {
  return cell === undefined || cell === '' ? Number.NaN : Number(cell);
}

/** Numbers by size, other texts by their characters, nothing before all. */
export function compare(left: Cell, right: Cell): number {
  if (left === undefined || right === undefined)
    return Number(left !== undefined) - Number(right !== undefined);
  const difference = numberOf(left) - numberOf(right);
  if (!Number.isNaN(difference)) return difference;
  const [first, second] = [String(left), String(right)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}
