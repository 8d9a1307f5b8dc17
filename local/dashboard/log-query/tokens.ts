/** Raised for a query, or a part of one, that is not run here. */
export class NotEvaluated extends Error {
  override readonly name = 'NotEvaluated';
}

export interface Token {
  readonly kind: 'text' | 'number' | 'name' | 'sign';
  readonly text: string;
}

const PATTERNS: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+/y],
  ['text', /"[^"]*"|'[^']*'/y],
  ['number', /-?\d+(?:\.\d+)?(?![\w.])/y],
  ['name', /[@A-Za-z_][\w.@-]*|\d+[smhd]/y],
  ['sign', /!=|<=|>=|[=<>()[\],*]/y],
];

/** The tokens of one command, read from the front. */
export class Tokens {
  private at = 0;
  private readonly tokens: readonly Token[];

  /** @throws {NotEvaluated} when a character belongs to nothing that is known. */
  constructor(private readonly command: string) {
    this.tokens = tokenize(command);
  }

  get isEmpty(): boolean {
    return this.at >= this.tokens.length;
  }

  /** Takes the next token if it is this sign or word, in any case. */
  skip(text: string): boolean {
    const next = this.tokens[this.at];
    if (next === undefined || next.kind === 'text' || next.text.toLowerCase() !== text) return false;
    this.at += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.skip(text)) this.fail();
  }

  take(...kinds: readonly Token['kind'][]): Token {
    const next = this.tokens[this.at];
    if (next === undefined || !kinds.includes(next.kind)) return this.fail();
    this.at += 1;
    return next;
  }

  name(): string {
    return this.take('name').text;
  }

  /** What comes once, or several times with commas between. */
  list<Item>(read: () => Item): Item[] {
    const items = [read()];
    while (this.skip(',')) items.push(read());
    return items;
  }

  end(): void {
    if (!this.isEmpty) this.fail();
  }

  fail(): never {
    const next = this.tokens[this.at]?.text ?? 'the end';
    throw new NotEvaluated(`'${next}' in '${this.command.trim()}' is not understood here`);
  }
}

function tokenize(command: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < command.length;) {
    const [kind, text] = tokenAt(command, at);
    if (kind !== 'space') tokens.push({ kind, text: kind === 'text' ? text.slice(1, -1) : text });
    at += text.length;
  }
  return tokens;
}

function tokenAt(command: string, at: number): readonly [Token['kind'] | 'space', string] {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const [text] = pattern.exec(command) ?? [];
    if (text !== undefined) return [kind, text];
  }
  throw new NotEvaluated(`'${command[at]}' in '${command.trim()}' is not understood here`);
}
