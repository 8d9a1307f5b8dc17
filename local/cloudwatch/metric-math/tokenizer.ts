import { CloudWatchError } from '../cloudwatch-error';

export interface Token {
  readonly kind: 'number' | 'text' | 'id' | 'name' | 'operator' | 'end';
  readonly text: string;
  /** Index of its first character. */
  readonly at: number;
}

/** Longer operators first. `!` is read so that the parser can say that there is no such operator. */
const PATTERNS: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+/y],
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['text', /"[^"]*"|'[^']*'/y],
  ['id', /[a-z][A-Za-z0-9_]*/y],
  ['name', /[A-Z][A-Z0-9_]*/y],
  ['operator', /==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],!]/y],
];

/** Splits a math expression. Ids start with a lowercase letter, functions are uppercase (*Using metric math*). */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < expression.length;) {
    const token = tokenAt(expression, at);
    if (token.kind !== 'space') tokens.push({ kind: token.kind, text: token.text, at });
    at += token.text.length;
  }
  return [...tokens, { kind: 'end', text: 'the end', at: expression.length }];
}

function tokenAt(expression: string, at: number): { kind: Token['kind'] | 'space'; text: string } {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const [text] = pattern.exec(expression) ?? [];
    if (text !== undefined) return { kind, text };
  }
  throw new CloudWatchError(
    `'${expression[at]}' at character ${at + 1} of '${expression}' is no part of an expression`,
  );
}
