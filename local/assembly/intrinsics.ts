import { isArray, isObject, type Json, type Template } from './template';

/** What the names of one template stand for on the desk. */
export interface LocalValues {
  /** Logical ids, parameters and pseudo parameters: what `Ref` answers. */
  readonly refs: ReadonlyMap<string, string>;
  /** `<logical id>.<attribute>`: what `Fn::GetAtt` answers. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly otherStacks: OtherStacks;
}

export interface OtherStacks {
  /** What a stack exports under a name: what `Fn::ImportValue` answers. */
  exported(name: string): Json | undefined;
  /** What `Fn::GetStackOutput` answers. */
  output(stackName: string, outputName: string): Json | undefined;
}

export interface Resolution {
  /** Means nothing when something is unresolved. Absent for `AWS::NoValue`. */
  readonly value: Json | undefined;
  /** What was not interpreted, each in a few words. */
  readonly unresolved: readonly string[];
}

/** Resolves the intrinsic functions in a value of a template. Nothing is guessed. */
export function resolveIntrinsics(value: Json, template: Template, values: LocalValues): Resolution {
  const interpreter = new Interpreter(template, values);
  const resolved = interpreter.resolve(value);
  return { value: resolved, unresolved: [...new Set(interpreter.unresolved)] };
}

type Resolved = Json | undefined;

class Interpreter {
  readonly unresolved: string[] = [];

  private readonly functions: Readonly<Record<string, (argument: Json) => Resolved>> = {
    Ref: (name) => this.ref(asText(name)),
    Condition: (name) => this.condition(asText(name)),
    'Fn::GetAtt': (target) => this.attribute(isArray(target) ? target.map(asText).join('.') : asText(target)),
    'Fn::ImportValue': (argument) => {
      const name = this.text(argument);
      return this.values.otherStacks.exported(name) ?? this.fail(`Fn::ImportValue ${name}`);
    },
    'Fn::GetStackOutput': (argument) => {
      const { StackName: stack = '', OutputName: output = '' } = isObject(argument) ? argument : {};
      const [stackName, outputName] = [this.text(stack), this.text(output)];
      const value = this.values.otherStacks.output(stackName, outputName);
      return value ?? this.fail(`Fn::GetStackOutput ${stackName}.${outputName}`);
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = this.list(argument);
      return this.list(parts).map(asText).join(asText(separator));
    },
    'Fn::Split': (argument) => {
      const [separator, source] = this.list(argument);
      return asText(source).split(asText(separator));
    },
    'Fn::Select': (argument) => {
      const [index, items] = this.list(argument);
      return this.list(items)[Number(index)] ?? this.fail('Fn::Select past the end of its list');
    },
    'Fn::Sub': (argument) => this.substitute(argument),
    'Fn::Base64': (argument) => Buffer.from(this.text(argument)).toString('base64'),
    'Fn::FindInMap': (argument) => this.mapped(this.list(argument).map(asText)),
    'Fn::If': (argument) => {
      const [name = '', then = '', otherwise = ''] = isArray(argument) ? argument : [];
      return this.resolve(this.condition(asText(name)) === true ? then : otherwise);
    },
    'Fn::Equals': (argument) => {
      const [left, right] = this.list(argument);
      return asText(left) === asText(right);
    },
    'Fn::Not': (argument) => this.list(argument)[0] !== true,
    'Fn::And': (argument) => this.list(argument).every((item) => item === true),
    'Fn::Or': (argument) => this.list(argument).some((item) => item === true),
  };

  constructor(
    private readonly template: Template,
    private readonly values: LocalValues,
  ) {}

  resolve(value: Json): Resolved {
    if (isArray(value)) return value.map((item) => this.resolve(item)).filter((item) => item !== undefined);
    if (!isObject(value)) return value;
    const [[name, argument] = [], ...others] = Object.entries(value);
    if (name === undefined || argument === undefined || others.length > 0 || !isFunctionName(name)) {
      return this.fields(value);
    }
    const interpret = Object.hasOwn(this.functions, name) ? this.functions[name] : undefined;
    return interpret ? interpret(argument) : this.fail(name);
  }

  private fields(value: Readonly<Record<string, Json>>): Json {
    const fields: Record<string, Json> = {};
    for (const [name, item] of Object.entries(value)) {
      const resolved = this.resolve(item);
      if (resolved !== undefined) fields[name] = resolved;
    }
    return fields;
  }

  private ref(name: string): Resolved {
    if (name === 'AWS::NoValue') return undefined;
    return this.values.refs.get(name) ?? this.fail(`Ref ${name}${this.typeOf(name)}`);
  }

  private attribute(name: string): Resolved {
    const [resource = ''] = name.split('.');
    return this.values.attributes.get(name) ?? this.fail(`Fn::GetAtt ${name}${this.typeOf(resource)}`);
  }

  private condition(name: string): Resolved {
    const condition = this.template.Conditions?.[name];
    return condition === undefined ? this.fail(`Condition ${name}`) : this.resolve(condition);
  }

  private mapped(path: readonly string[]): Resolved {
    let found: Resolved = this.template.Mappings;
    for (const key of path) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
    return found ?? this.fail(`Fn::FindInMap ${path.join('.')}`);
  }

  private substitute(argument: Json): Resolved {
    const [text, variables] = isArray(argument) ? argument : [argument];
    const given = isObject(variables) ? variables : {};
    return asText(text).replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      const variable = Object.hasOwn(given, name) ? given[name] : undefined;
      if (variable !== undefined) return this.text(variable);
      return asText(name.includes('.') ? this.attribute(name) : this.ref(name));
    });
  }

  private text(value: Json): string {
    return asText(this.resolve(value));
  }

  private list(value: Resolved): readonly Json[] {
    const resolved = value === undefined ? value : this.resolve(value);
    return isArray(resolved) ? resolved : [];
  }

  private typeOf(logicalId: string): string {
    const type = this.template.Resources?.[logicalId]?.Type;
    return type === undefined ? '' : ` (${type})`;
  }

  private fail(what: string): undefined {
    this.unresolved.push(what);
    return undefined;
  }
}

function isFunctionName(name: string): boolean {
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::');
}

/** A value of a template as a text. */
export function asText(value: Json | undefined): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
}
