import type { Template } from 'aws-cdk-lib/assertions';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export function resourcesOf(template: Template): Readonly<Record<string, Resource>> {
  const { Resources }: { Resources: Record<string, Resource> } = JSON.parse(
    JSON.stringify(template.toJSON()),
  );
  return Resources;
}
