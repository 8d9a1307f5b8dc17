import { isArray, isObject, type Json, type JsonObject } from '../assembly/template';
import { CloudWatchError } from '../cloudwatch/cloudwatch-error';
import { PropertyReader } from '../cloudwatch/property-reader';

/** What is chosen at the top of a dashboard. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly value: string;
}

/** Variable by id to the value to show; others show their default. */
export type Choices = Readonly<Record<string, string>>;

/** A variable and where it stands in the body. */
interface Variable extends Choice {
  readonly kind: 'pattern' | 'property';
  /** The text, or the name of the property, that its value takes the place of. */
  readonly replaces: string;
}

/**
 * Puts the chosen values into a body (*Dashboard variables*).
 *
 * @throws {CloudWatchError} when a variable is of a kind that is not chosen here.
 */
export function choose(body: JsonObject, choices: Choices): { body: JsonObject; chosen: Choice[] } {
  const { variables = [], ...rest } = body;
  const chosen = (isArray(variables) ? variables : [])
    .filter(isObject)
    .map((variable) => readVariable(variable, choices));
  const replaced = chosen.reduce<Json>(replace, rest);
  return { body: isObject(replaced) ? replaced : rest, chosen };
}

function readVariable(properties: JsonObject, choices: Choices): Variable {
  const variable = new PropertyReader(properties, 'variables');
  const id = variable.text('id');
  const kind = variable.choice('type', ['pattern', 'property']);
  const values = variable.has('values') ? variable.objects('values').map((value) => value.text('value')) : [];
  const value = choices[id] ?? variable.optionalText('defaultValue') ?? values[0];
  if (value === undefined) throw new CloudWatchError(`the variable ${id} has neither a default nor values`);
  if (values.length > 0 && !values.includes(value)) {
    throw new CloudWatchError(`the variable ${id} cannot be '${value}'; it is one of ${values.join(', ')}`);
  }
  return { id, label: variable.optionalText('label') ?? id, value, kind, replaces: variable.text(kind) };
}

/** A pattern is replaced in every text; a property wherever a dimension or a field is named so. */
function replace(json: Json, variable: Variable): Json {
  const { kind, replaces, value } = variable;
  if (typeof json === 'string') return kind === 'pattern' ? json.replaceAll(replaces, value) : json;
  if (isArray(json)) {
    return json.map((item, index) =>
      kind === 'property' && index > 2 && json[index - 1] === replaces ? value : replace(item, variable),
    );
  }
  if (!isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, item]) => [
      name,
      kind === 'property' && name === replaces ? value : replace(item, variable),
    ]),
  );
}
