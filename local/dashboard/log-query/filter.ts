import { compare, type Cell, type Row } from './event';
import type { Tokens } from './tokens';

export type Condition = (row: Row) => boolean;

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** `filter a = 1 and (b in ["x"] or not ispresent(c)) and d like "text"`. */
export function readFilter(tokens: Tokens): Condition {
  const condition = readOr(tokens);
  tokens.end();
  return condition;
}

function readOr(tokens: Tokens): Condition {
  const parts = [readAnd(tokens)];
  while (tokens.skip('or')) parts.push(readAnd(tokens));
  return (row) => parts.some((part) => part(row));
}

function readAnd(tokens: Tokens): Condition {
  const parts = [readOne(tokens)];
  while (tokens.skip('and')) parts.push(readOne(tokens));
  return (row) => parts.every((part) => part(row));
}

function readOne(tokens: Tokens): Condition {
  if (tokens.skip('not')) {
    const inner = readOne(tokens);
    return (row) => !inner(row);
  }
  if (tokens.skip('(')) {
    const inner = readOr(tokens);
    tokens.expect(')');
    return inner;
  }
  const isPresence = tokens.skip('ispresent');
  if (isPresence) tokens.expect('(');
  const field = tokens.name();
  if (isPresence) {
    tokens.expect(')');
    return (row) => row(field) !== undefined;
  }
  if (tokens.skip('in')) return readIn(tokens, field);
  if (tokens.skip('like')) {
    const { text } = tokens.take('text');
    return (row) => String(row(field) ?? '').includes(text);
  }
  return readComparison(tokens, field);
}

function readIn(tokens: Tokens, field: string): Condition {
  tokens.expect('[');
  const values = tokens.list(() => tokens.take('text', 'number').text);
  tokens.expect(']');
  return (row) => values.some((value) => holds(row(field), '=', value));
}

function readComparison(tokens: Tokens, field: string): Condition {
  const { text: sign } = tokens.take('sign');
  if (!Object.hasOwn(COMPARISONS, sign)) return tokens.fail();
  const { text: value } = tokens.take('text', 'number');
  return (row) => holds(row(field), sign, value);
}

/** Nothing compares to nothing. */
function holds(cell: Cell, sign: string, value: string): boolean {
  return cell !== undefined && COMPARISONS[sign]?.(compare(cell, value)) === true;
}
