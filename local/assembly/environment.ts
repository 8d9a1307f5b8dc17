import { APPROVAL_RECORDS_SETTING } from '../../lambda/contract';
import type { Service } from './find-service';
import { asText, resolveIntrinsics, type LocalValues } from './intrinsics';
import { toLocalAddress } from './local-values';

export interface TemplateEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** One text a variable that is left out, with the reason. */
  readonly leftOut: readonly string[];
}

/**
 * The function's environment as it is on the desk. A variable with a part that is not interpreted is left
 * out: half a value would be worse than none.
 */
export function resolveEnvironment(
  { environment, stack }: Service,
  values: LocalValues,
  endpoint: string,
): TemplateEnvironment {
  const variables: Record<string, string> = {};
  const leftOut: string[] = [];
  for (const [name, given] of Object.entries(environment)) {
    const { value, unresolved } = resolveIntrinsics(given, stack.template, values);
    // The desk has no use for it, and misses nothing.
    if (name === APPROVAL_RECORDS_SETTING) continue;
    if (unresolved.length > 0) leftOut.push(`${name} is left out: ${unresolved.join(', ')}`);
    else if (value !== undefined) variables[name] = toLocalAddress(asText(value), endpoint);
  }
  return { variables, leftOut };
}
