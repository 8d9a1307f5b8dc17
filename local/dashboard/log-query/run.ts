import { compare, type Cell, type LogEvent } from './event';
import { readFilter } from './filter';
import { readStats } from './stats';
import { NotEvaluated, Tokens } from './tokens';

export interface LogTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

interface Progress {
  readonly events: readonly LogEvent[];
  /** Absent until a command names them. */
  readonly columns?: readonly string[];
}

type Step = (progress: Progress) => Progress;

const DEFAULT_COLUMNS = ['@timestamp', '@message'];

/** Each as Logs Insights has it (*CloudWatch Logs Insights language query syntax*). */
const COMMANDS: Readonly<Record<string, (tokens: Tokens) => Step>> = {
  filter(tokens) {
    const condition = readFilter(tokens);
    return ({ events, columns }) => ({ events: events.filter(({ row }) => condition(row)), columns });
  },
  fields(tokens) {
    const named = tokens.list(() => tokens.name());
    tokens.end();
    return ({ events, columns = [] }) => ({ events, columns: [...new Set([...columns, ...named])] });
  },
  stats(tokens) {
    const stats = readStats(tokens);
    return ({ events }) => ({ events: stats.run(events), columns: stats.columns });
  },
  sort(tokens) {
    const keys = tokens.list(() => {
      const field = tokens.name();
      return { field, sign: tokens.skip('desc') || !tokens.skip('asc') ? -1 : 1 };
    });
    tokens.end();
    const order = (left: LogEvent, right: LogEvent): number => {
      for (const { field, sign } of keys) {
        const difference = sign * compare(left.row(field), right.row(field));
        if (difference !== 0) return difference;
      }
      return 0;
    };
    return ({ events, columns }) => ({ events: events.toSorted(order), columns });
  },
  limit(tokens) {
    const most = Number(tokens.take('number').text);
    tokens.end();
    return ({ events, columns }) => ({ events: events.slice(0, most), columns });
  },
};

/**
 * Runs the simple part of the language of Logs Insights.
 *
 * @param events - Of all log groups; a `SOURCE` says which are meant, and there is one on a desk.
 * @throws {NotEvaluated} when a command, or a part of one, is not run here.
 */
export function runLogQuery(query: string, events: readonly LogEvent[]): LogTable {
  const commands = split(query).filter((command) => !/^\s*SOURCE\b/i.test(command));
  const steps = commands.map((command) => {
    const [, name = '', rest = ''] = /^\s*([A-Za-z]+)\b([\s\S]*)$/.exec(command) ?? [];
    const read = Object.hasOwn(COMMANDS, name.toLowerCase()) ? COMMANDS[name.toLowerCase()] : undefined;
    if (!read) throw new NotEvaluated(`'${command.trim()}' is no command that is run here`);
    return read(new Tokens(rest));
  });
  // Latest first, unless the query sorts.
  const all: Progress = { events: events.toSorted((left, right) => right.at - left.at) };
  const { events: kept, columns = DEFAULT_COLUMNS } = steps.reduce((progress, step) => step(progress), all);
  return { columns, rows: kept.map(({ row }) => columns.map(row)) };
}

/** At every `|` that is not in a text. */
function split(query: string): string[] {
  return query.match(/(?:"[^"]*"|'[^']*'|[^|"'])+/g) ?? [];
}
