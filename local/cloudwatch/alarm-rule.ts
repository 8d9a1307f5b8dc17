import type { AlarmState } from './alarm-state';
import { CloudWatchError } from './cloudwatch-error';

/** The states of the alarms that a rule names. */
export type StateOf = (alarm: string) => AlarmState;

/** A rule of a composite alarm, parsed. */
export interface AlarmRule {
  /** Names of the alarms it depends on, each once. */
  readonly alarms: readonly string[];
  holds(stateOf: StateOf): boolean;
}

type Test = (stateOf: StateOf) => boolean;

const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
/** *Creating a composite alarm*. */
const MOST_ALARMS = 100;
const TOKEN = /\s*(?:"([^"]*)"|([(),])|([^\s"(),]+))/y;

interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
}

/**
 * Parses an `AlarmRule` (*Creating a composite alarm*): `ALARM(a)`, `OK(a)`, `INSUFFICIENT_DATA(a)`, `TRUE`,
 * `FALSE`, `AT_LEAST(2, ALARM, (a, b, c))`, `NOT`, `AND`, `OR`, parentheses. Alarms go by name or ARN.
 *
 * @throws {CloudWatchError} when it is none.
 */
export function parseAlarmRule(rule: string): AlarmRule {
  return new RuleParser(rule).whole();
}

/** The name in an alarm's ARN; a name is its own. */
export function alarmName(nameOrArn: string): string {
  return /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

class RuleParser {
  private readonly tokens: readonly Token[];
  private readonly alarms = new Set<string>();
  private position = 0;

  constructor(private readonly rule: string) {
    this.tokens = [...this.scan()];
  }

  whole(): AlarmRule {
    const holds = this.either();
    if (this.next) this.fail(`AND, OR or the end is wanted, not ${this.next.text}`);
    if (this.alarms.size > MOST_ALARMS) this.fail(`at most ${MOST_ALARMS} alarms, got ${this.alarms.size}`);
    return { alarms: [...this.alarms], holds };
  }

  private *scan(): Generator<Token> {
    TOKEN.lastIndex = 0;
    for (let at = 0; this.rule.slice(at).trim() !== ''; at = TOKEN.lastIndex) {
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(this.rule);
      if (!match) this.fail(`character ${at + 1} begins no word`);
      const [, quoted, mark, word] = match;
      yield { text: quoted ?? mark ?? word ?? '', isQuoted: quoted !== undefined };
    }
  }

  private either(): Test {
    let left = this.both();
    while (this.takes('OR')) {
      const [before, right] = [left, this.both()];
      left = (stateOf) => before(stateOf) || right(stateOf);
    }
    return left;
  }

  private both(): Test {
    let left = this.negation();
    while (this.takes('AND')) {
      const [before, right] = [left, this.negation()];
      left = (stateOf) => before(stateOf) && right(stateOf);
    }
    return left;
  }

  private negation(): Test {
    if (!this.takes('NOT')) return this.primary();
    const operand = this.negation();
    return (stateOf) => !operand(stateOf);
  }

  private primary(): Test {
    if (this.takes('TRUE')) return () => true;
    if (this.takes('FALSE')) return () => false;
    if (this.takes('(')) {
      const inner = this.either();
      this.want(')');
      return inner;
    }
    if (this.takes('AT_LEAST')) return this.atLeast();
    const wanted = this.state();
    this.want('(');
    const alarm = this.alarm();
    this.want(')');
    return (stateOf) => stateOf(alarm) === wanted;
  }

  /** `AT_LEAST(M or M%, [NOT] state, (alarms))`. */
  private atLeast(): Test {
    this.want('(');
    const [, digits, percent] = /^(\d+)(%?)$/.exec(this.word()) ?? this.fail('AT_LEAST wants M or M%');
    this.want(',');
    const isNegated = this.takes('NOT');
    const wanted = this.state();
    this.want(',');
    this.want('(');
    const alarms = [this.alarm()];
    while (this.takes(',')) alarms.push(this.alarm());
    this.want(')');
    this.want(')');
    const least = percent ? (Number(digits) / 100) * alarms.length : Number(digits);
    return (stateOf) =>
      alarms.filter((alarm) => (stateOf(alarm) === wanted) !== isNegated).length >= least - 1e-9;
  }

  private state(): AlarmState {
    const word = this.word();
    return STATES.find((state) => state === word) ?? this.fail(`${word} is no state and no function`);
  }

  private alarm(): string {
    const name = alarmName(this.word());
    this.alarms.add(name);
    return name;
  }

  private word(): string {
    const token = this.next;
    if (!token || (!token.isQuoted && /^[(),]$/.test(token.text))) this.fail('a word is wanted');
    this.position += 1;
    return token.text;
  }

  private want(text: string): void {
    if (!this.takes(text)) this.fail(`'${text}' is wanted, not ${this.next?.text ?? 'the end'}`);
  }

  private takes(text: string): boolean {
    if (!this.next || this.next.isQuoted || this.next.text !== text) return false;
    this.position += 1;
    return true;
  }

  private get next(): Token | undefined {
    return this.tokens[this.position];
  }

  private fail(what: string): never {
    throw new CloudWatchError(`alarm rule '${this.rule}': ${what}`);
  }
}
