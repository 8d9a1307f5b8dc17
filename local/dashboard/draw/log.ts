import type { LogEvent } from '../log-query/event';
import { runLogQuery, type LogTable } from '../log-query/run';
import { NotEvaluated } from '../log-query/tokens';
import type { TimeRange } from '../time-range';
import { markup, NOTHING, type Markup } from './markup';
import type { Size } from './size';

const ROW = 21;

/** The answer of a query over the lines of the time, or the query itself where it is not run here. */
export function log(
  { query, range }: { readonly query: string; readonly range: TimeRange },
  events: readonly LogEvent[],
  room: Size,
): Markup {
  const during = events.filter(({ at }) => at >= range.from && at <= range.to);
  try {
    return table(runLogQuery(query, during), query, room);
  } catch (error) {
    if (!(error instanceof NotEvaluated)) throw error;
    return markup`<div class="empty"><p>Not evaluated here: ${error.message}.</p><pre>${query}</pre></div>`;
  }
}

function table({ columns, rows }: LogTable, query: string, { height }: Size): Markup {
  if (rows.length === 0) {
    return markup`<div class="empty"><p>No line of this time answers the query.</p><pre>${query}</pre></div>`;
  }
  const fitting = Math.max(1, Math.floor(height / ROW) - 2);
  const shown = rows.length <= fitting + 1 ? rows : rows.slice(0, fitting);
  const more = rows.length - shown.length;
  return markup`<table><thead><tr>${columns.map((name) => markup`<th>${name}</th>`)}</tr></thead><tbody>${shown.map(
    (row) =>
      markup`<tr>${row.map((cell) => markup`<td${typeof cell === 'number' ? NUMBER : NOTHING}>${cell ?? ''}</td>`)}</tr>`,
  )}</tbody></table>${more > 0 ? markup`<p class="note">and ${more} more rows</p>` : NOTHING}`;
}

const NUMBER = markup` class="number"`;
