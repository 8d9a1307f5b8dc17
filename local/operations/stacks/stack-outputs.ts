import { DeskError } from '../../desk-error';

/** What a stack with a service says about it, by the name that the construct gave. */
const OUTPUT_NAMES = [
  'AlertsTarget',
  'LimitsTable',
  'LoginUrl',
  'RegistrationKeys',
  'SealingKeys',
  'StateTable',
  'Url',
  'UserPoolClientId',
  'UserPoolId',
] as const;

export type OutputName = (typeof OUTPUT_NAMES)[number];
export type StackOutputs = Readonly<Partial<Record<OutputName, readonly string[]>>>;

/** A logical id is the path of its construct and eight digits of a hash of it. */
const HASH = /[0-9A-F]{8}$/;
const LONGEST_FIRST = OUTPUT_NAMES.toSorted((a, b) => b.length - a.length);

/** Values by name: more than one where a stack has several services. Outputs of others are left out. */
export function readOutputs(outputs: Readonly<Record<string, string>>): StackOutputs {
  const found: Partial<Record<OutputName, readonly string[]>> = {};
  for (const [logicalId, value] of Object.entries(outputs)) {
    const path = logicalId.replace(HASH, '');
    const name = LONGEST_FIRST.find((known) => path.endsWith(known));
    if (name !== undefined) found[name] = [...(found[name] ?? []), value];
  }
  return found;
}

/** The one value of an output. @throws {DeskError} when the stack has none, or several. */
export function theOutput(outputs: StackOutputs, name: OutputName, stack: string, option: string): string {
  const [value, ...more] = outputs[name] ?? [];
  if (value === undefined)
    throw new DeskError(
      `Stack ${stack} has no output ${name}: is it the stack of a service with McpAuth.cognito()? Else give ${option}.`,
    );
  if (more.length > 0)
    throw new DeskError(
      `Stack ${stack} has ${more.length + 1} outputs ${name}: ${[value, ...more].join(', ')}. Give ${option} with one of them.`,
    );
  return value;
}
