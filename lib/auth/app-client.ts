import { CfnUserPoolClient, UserPoolClient, type UserPoolClientProps } from 'aws-cdk-lib/aws-cognito';
import { SecretValue } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** A program that has a secret, and says no more than it must to whoever has not. */
export function createAppClient(scope: Construct, id: string, props: UserPoolClientProps): UserPoolClient {
  return new UserPoolClient(scope, id, {
    generateSecret: true,
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    ...props,
  });
}

/** As the resource itself answers it: the construct's own property would deploy a function to ask for it. */
export function secretOf(client: UserPoolClient): SecretValue {
  const resource = client.node.defaultChild;
  if (!(resource instanceof CfnUserPoolClient)) throw new Error('The app client has no resource.');
  return SecretValue.resourceAttribute(resource.attrClientSecret);
}
