import { ResourceImpact, diffTemplate, type ResourceDifference } from '@aws-cdk/cloudformation-diff';
import type { GoldenTemplate } from './example';

/** Types that hold what a deployment must not lose: data, logs, people, or an address that others have written down. */
export const STATEFUL_TYPES: readonly string[] = [
  'AWS::ApiGatewayV2::Api',
  'AWS::Cognito::UserPool',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SecretsManager::Secret',
];

/**
 * What an update of a stack from one template to the other would replace or remove of what must last, one
 * sentence each. Judged as `cdk diff` does, by the specification of CloudFormation's resources.
 */
export function statefulReplacements(from: GoldenTemplate, to: GoldenTemplate): readonly string[] {
  const { resources } = diffTemplate(structuredClone(from), structuredClone(to));
  const sentences: string[] = [];
  resources.forEachDifference((id, change) => {
    const type = change.oldResourceType;
    if (type === undefined || !STATEFUL_TYPES.includes(type)) return;
    const harm = harmOf(change);
    if (harm !== undefined) sentences.push(`${id} (${type}) ${harm}`);
  });
  return sentences.toSorted((a, b) => a.localeCompare(b));
}

function harmOf(change: ResourceDifference): string | undefined {
  const { WILL_DESTROY, WILL_ORPHAN, WILL_REPLACE, MAY_REPLACE } = ResourceImpact;
  const impact = change.changeImpact;
  if (impact === WILL_DESTROY || impact === WILL_ORPHAN)
    return 'would be gone: it has another logical id, or is no longer in the template.';
  if (impact === WILL_REPLACE)
    return `would be replaced by an empty one: ${culprits(change, impact)} cannot be changed in place.`;
  if (impact === MAY_REPLACE)
    return `may be replaced by an empty one: ${culprits(change, impact)} cannot always be changed in place.`;
  return undefined;
}

function culprits({ propertyUpdates }: ResourceDifference, impact: ResourceImpact): string {
  const names = Object.entries(propertyUpdates).flatMap(([name, { changeImpact }]) =>
    changeImpact === impact ? [name] : [],
  );
  return names.length === 0 ? 'its type' : names.join(', ');
}
