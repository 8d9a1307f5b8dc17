import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from '../lib/stacks';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

/** `dynamodb:PutItem on <logical id>`; `*` where a statement is for every resource. */
export type Grant = string;

/** What a role's policies allow, one entry for each action and resource. */
export function grantsTo(template: Template, roleId: string): ReadonlySet<Grant> {
  const policies = Object.values(resourcesOf(template)).filter(
    ({ Type, Properties }) =>
      Type === 'AWS::IAM::Policy' && JSON.stringify(Properties.Roles).includes(`"${roleId}"`),
  );
  const grants = policies
    .flatMap(({ Properties }) => statementsIn(Properties.PolicyDocument))
    .flatMap(grantsOf);
  return new Set(grants);
}

export function statementsIn(document: unknown): readonly Statement[] {
  const { Statement: statements }: { Statement: readonly Statement[] } = JSON.parse(JSON.stringify(document));
  return statements;
}

export function actionsOf({ Action }: Statement): readonly string[] {
  return typeof Action === 'string' ? [Action] : Action;
}

function grantsOf(statement: Statement): Grant[] {
  if (statement.Effect !== 'Allow') throw new Error(`A statement with effect ${statement.Effect}`);
  const { Resource } = statement;
  const resources = Array.isArray(Resource) ? Resource : [Resource];
  return actionsOf(statement).flatMap((action) =>
    resources.map((resource) => `${action} on ${logicalId(resource)}`),
  );
}

/** A reference is to one resource; a text is `*`. */
function logicalId(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const text = JSON.stringify(resource);
  const found = /^\{"(?:Ref":"(\w+)"|Fn::GetAtt":\["(\w+)","Arn"\])\}$/.exec(text);
  return found?.[1] ?? found?.[2] ?? text;
}
