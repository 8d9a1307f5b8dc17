import { compare, numberOf, type Cell, type LogEvent } from './event';
import type { Tokens } from './tokens';

/** A column that is computed from the events of a group, oldest first. */
interface Aggregate {
  readonly name: string;
  readonly of: (events: readonly LogEvent[]) => Cell;
}

interface Grouping {
  readonly name: string;
  readonly of: (event: LogEvent) => Cell;
}

export interface Stats {
  readonly columns: readonly string[];
  run(events: readonly LogEvent[]): LogEvent[];
}

type Fold = (cells: readonly Cell[], argument: number) => Cell;

const FOLDS: Readonly<Record<string, Fold>> = {
  count: (cells) => cells.length,
  count_distinct: (cells) => new Set(cells).size,
  sum: (cells) => total(cells),
  avg: (cells) => rounded(total(cells) / cells.length),
  min: (cells) => cells.toSorted(compare)[0],
  max: (cells) => cells.toSorted(compare).at(-1),
  earliest: (cells) => cells[0],
  latest: (cells) => cells.at(-1),
  pct: (cells, percent) => rounded(percentile(cells, percent)),
};

const MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `stats count(*) as calls, pct(Latency, 95) as p95 by tool, bin(5m) as at`. */
export function readStats(tokens: Tokens): Stats {
  const aggregates = tokens.list(() => readAggregate(tokens));
  const groupings = tokens.skip('by') ? tokens.list(() => readGrouping(tokens)) : [];
  tokens.end();
  return {
    columns: [...groupings, ...aggregates].map(({ name }) => name),
    run: (events) => aggregate(events, aggregates, groupings),
  };
}

function aggregate(
  events: readonly LogEvent[],
  aggregates: readonly Aggregate[],
  groupings: readonly Grouping[],
): LogEvent[] {
  const groups = new Map<string, LogEvent[]>();
  for (const event of events.toSorted((left, right) => left.at - right.at)) {
    const key = JSON.stringify(groupings.map(({ of }) => of(event) ?? null));
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    const cells = new Map<string, Cell>(aggregates.map(({ name, of }) => [name, of(group)]));
    if (first) for (const { name, of } of groupings) cells.set(name, of(first));
    return { at: first?.at ?? 0, row: (field) => cells.get(field) };
  });
}

function readAggregate(tokens: Tokens): Aggregate {
  const name = tokens.name();
  const fold = Object.hasOwn(FOLDS, name.toLowerCase()) ? FOLDS[name.toLowerCase()] : undefined;
  if (!fold) return tokens.fail();
  tokens.expect('(');
  const field = tokens.skip('*') ? undefined : tokens.name();
  const argument = tokens.skip(',') ? Number(tokens.take('number').text) : Number.NaN;
  tokens.expect(')');
  const fallback = `${name}(${field ?? '*'}${Number.isNaN(argument) ? '' : `, ${argument}`})`;
  return {
    name: tokens.skip('as') ? tokens.name() : fallback,
    of: (events) => {
      const cells = events.map(({ row }) => (field === undefined ? 1 : row(field)));
      return fold(
        cells.filter((cell) => cell !== undefined),
        argument,
      );
    },
  };
}

function readGrouping(tokens: Tokens): Grouping {
  const field = tokens.name();
  if (field.toLowerCase() !== 'bin') return { name: field, of: ({ row }) => row(field) };
  tokens.expect('(');
  const length = tokens.name();
  tokens.expect(')');
  const step = Number.parseInt(length, 10) * (MS[length.at(-1) ?? ''] ?? Number.NaN);
  if (!(step > 0)) return tokens.fail();
  const name = tokens.skip('as') ? tokens.name() : `bin(${length})`;
  return { name, of: ({ at }) => new Date(Math.floor(at / step) * step).toISOString().slice(0, 16) };
}

function total(cells: readonly Cell[]): number {
  return rounded(cells.reduce<number>((sum, cell) => sum + (numberOf(cell) || 0), 0));
}

function percentile(cells: readonly Cell[], percent: number): number {
  const sorted = cells.map(numberOf).toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
