import { positionOf, queryStatus, type Position } from './by-status';
import { TICKET_STATUSES, type TicketRow, type TicketStatus } from './model';

export interface Search {
  readonly query: string;
  readonly status?: TicketStatus;
  readonly limit: number;
  readonly after?: Position;
}

export interface SearchPage {
  readonly rows: readonly TicketRow[];
  /** Absent on the last page. */
  readonly after?: Position;
}

const LOOK = 100;

/** Lower case, each once, in order: two spellings of one search are one search. */
export function wordsOf(query: string): string[] {
  return [...new Set(query.toLowerCase().split(/\s+/).filter(Boolean))].toSorted();
}

/**
 * Tickets that hold every word, newest first within a status; without a status, open ones come first.
 *
 * DynamoDB has no text index: words are a filter over the index by status. A search pays for every ticket
 * it looks at, matching or not: about half a read unit each 4 KB, so some 25 units for all 300 samples.
 * From a few thousand tickets a status on, put a search engine behind this function.
 */
export async function searchTickets(search: Search, signal: AbortSignal): Promise<SearchPage> {
  const words = wordsOf(search.query);
  const rows: TicketRow[] = [];
  for (const status of statusesOf(search)) {
    let after = search.after?.status === status ? search.after : undefined;
    do {
      const page = await queryStatus({ status, words, after, look: LOOK }, signal);
      rows.push(...page.rows);
      // One more than asked for proves that a next page has something on it.
      if (rows.length > search.limit) return firstOf(rows, search.limit);
      after = page.after;
    } while (after);
  }
  return { rows };
}

function statusesOf({ status, after }: Search): readonly TicketStatus[] {
  const asked = status ? [status] : TICKET_STATUSES;
  return after ? asked.slice(asked.indexOf(after.status)) : asked;
}

function firstOf(rows: readonly TicketRow[], limit: number): SearchPage {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, after: last && positionOf(last) };
}
