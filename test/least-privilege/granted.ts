import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from '../lib/stacks';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

interface RoleProperties {
  readonly Policies?: readonly { readonly PolicyDocument: unknown }[];
  readonly ManagedPolicyArns?: readonly unknown[];
}

/**
 * `dynamodb:PutItem on <logical id>`; `*` where a statement is for every resource. What holds only under a
 * condition says so, and is not the same as what always holds.
 */
export type Grant = string;

/** Policies that name the roles which they are of. */
const ATTACHED: ReadonlySet<string> = new Set([
  'AWS::IAM::Policy',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::ManagedPolicy',
]);

/** What a role may do, one entry for each action and resource, wherever in the template it is written. */
export function grantsTo(template: Template, roleId: string): ReadonlySet<Grant> {
  const resources = resourcesOf(template);
  const role = resources[roleId];
  if (role?.Type !== 'AWS::IAM::Role') throw new Error(`There is no role ${roleId}.`);
  const { Policies = [], ManagedPolicyArns = [] }: RoleProperties = JSON.parse(
    JSON.stringify(role.Properties),
  );
  const attached = Object.values(resources).filter(
    ({ Type, Properties: { Roles, RoleName } }) =>
      ATTACHED.has(Type) && JSON.stringify([Roles, RoleName]).includes(`"${roleId}"`),
  );
  const documents = [...Policies, ...attached.map(({ Properties }) => Properties)].map(
    ({ PolicyDocument }) => PolicyDocument,
  );
  return new Set([
    ...documents.flatMap(statementsIn).flatMap(grantsOf),
    // What it allows stands elsewhere.
    ...ManagedPolicyArns.map((arn) => `managed policy ${JSON.stringify(arn)}`),
  ]);
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
  const { Resource, Condition } = statement;
  const only = Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`;
  const resources = Array.isArray(Resource) ? Resource : [Resource];
  return actionsOf(statement).flatMap((action) =>
    resources.map((resource) => `${action} on ${logicalId(resource)}${only}`),
  );
}

/** A reference is to one resource; a text is `*`. A bus of AWS is in no template, and goes by its name. */
function logicalId(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const text = JSON.stringify(resource);
  const found = /^\{"(?:Ref":"(\w+)"|Fn::GetAtt":\["(\w+)","Arn"\])\}$/.exec(text);
  const bus = /:(event-bus\/\w+)"\]\]\}$/.exec(text);
  return found?.[1] ?? found?.[2] ?? bus?.[1] ?? text;
}
