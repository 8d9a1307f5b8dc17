import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

export interface KeyThroughServiceProps {
  /** Where the service is asked from. */
  readonly stack: Stack;
  /** As it is called in its endpoint: `dynamodb`. */
  readonly service: string;
  readonly key: IKey;
  readonly actions: readonly string[];
}

/** A service opens a key in the name of whoever asks it. Outside the service, the grantee can do nothing with the key. */
export function letUseKeyThrough(grantee: IGrantable, props: KeyThroughServiceProps): void {
  const { stack, service, key, actions } = props;
  const statement = new PolicyStatement({
    actions: [...actions],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `${service}.${stack.region}.${stack.urlSuffix}` } },
  });
  grantee.grantPrincipal.addToPrincipalPolicy(statement);
}
