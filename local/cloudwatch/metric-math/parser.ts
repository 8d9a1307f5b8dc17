import { CloudWatchError } from '../cloudwatch-error';
import type { BinaryOperator, SyntaxTree } from './syntax-tree';
import { tokenize, type Token } from './tokenizer';

/** From the loosest to the tightest; the guide lists the operators but no precedence (see the assumptions). */
const LEVELS: readonly Readonly<Record<string, BinaryOperator>>[] = [
  { OR: 'OR', '||': 'OR' },
  { AND: 'AND', '&&': 'AND' },
  { '==': '==', '!=': '!=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' },
  { '+': '+', '-': '-' },
  { '*': '*', '/': '/' },
];

/**
 * Parses a metric math expression (*Using metric math*, syntax and operators).
 *
 * @throws {CloudWatchError} with the character at which it ends to be one.
 */
export function parseExpression(expression: string): SyntaxTree {
  return new Parser(expression).whole();
}

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(private readonly expression: string) {
    this.tokens = tokenize(expression);
  }

  whole(): SyntaxTree {
    const tree = this.level(0);
    if (this.next.kind !== 'end') this.fail(`nothing or an operator is wanted, not ${this.next.text}`);
    return tree;
  }

  private level(index: number): SyntaxTree {
    const operators = LEVELS[index];
    if (!operators) return this.negation();
    let left = this.level(index + 1);
    for (;;) {
      const operator = this.isOperator() && operators[this.next.text];
      if (!operator) return left;
      this.position += 1;
      left = { kind: 'binary', operator, left, right: this.level(index + 1) };
    }
  }

  private negation(): SyntaxTree {
    if (this.takes('-')) return { kind: 'negation', operand: this.negation() };
    return this.power();
  }

  private power(): SyntaxTree {
    const left = this.primary();
    return this.takes('^') ? { kind: 'binary', operator: '^', left, right: this.negation() } : left;
  }

  private primary(): SyntaxTree {
    const { kind, text } = this.next;
    if (text === '!') this.fail("metric math has no '!': compare with 0 instead, as in 'm1 == 0'");
    if (this.takes('(')) return this.closed(this.level(0), ')');
    if (this.takes('[')) return { kind: 'list', items: this.items(']') };
    this.position += 1;
    if (kind === 'number') return { kind, value: Number(text) };
    if (kind === 'text') return { kind, value: text.slice(1, -1) };
    const isCall = this.next.text === '(' && this.next.kind === 'operator';
    if (kind === 'id' && isCall) this.fail(`functions are uppercase: ${text.toUpperCase()}, not ${text}`);
    if (kind === 'id') return { kind, id: text };
    if (kind !== 'name') return this.fail(`a value is wanted, not ${text}`);
    if (!this.takes('(')) return { kind: 'keyword', name: text };
    return { kind: 'call', name: text, arguments: this.items(')') };
  }

  private items(end: string): SyntaxTree[] {
    const items: SyntaxTree[] = [];
    if (this.takes(end)) return items;
    do items.push(this.level(0));
    while (this.takes(','));
    return this.closed(items, end);
  }

  private closed<Parsed>(parsed: Parsed, end: string): Parsed {
    if (!this.takes(end)) this.fail(`'${end}' is wanted, not ${this.next.text}`);
    return parsed;
  }

  private takes(text: string): boolean {
    if (!this.isOperator() || this.next.text !== text) return false;
    this.position += 1;
    return true;
  }

  /** A text that is quoted is none, whatever it says. */
  private isOperator(): boolean {
    return this.next.kind === 'operator' || this.next.kind === 'name';
  }

  private get next(): Token {
    return this.tokens[this.position] ?? { kind: 'end', text: 'the end', at: this.expression.length };
  }

  private fail(what: string): never {
    throw new CloudWatchError(`'${this.expression}', character ${this.next.at + 1}: ${what}`);
  }
}
