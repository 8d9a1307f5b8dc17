import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { letUseKeyThrough } from './key-through-service';

/** Its value and nothing else: `grantRead` would add what the server never asks for. */
export function letReadValue(grantee: IGrantable & IConstruct, secret: ISecret): void {
  Grant.addToPrincipal({
    grantee,
    actions: ['secretsmanager:GetSecretValue'],
    // A secret that is known by its name alone has six characters behind it, which nobody can choose.
    resourceArns: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
  });
  const { encryptionKey: key } = secret;
  if (!key) return;
  letUseKeyThrough(grantee, {
    stack: Stack.of(grantee),
    service: 'secretsmanager',
    key,
    actions: ['kms:Decrypt'],
  });
}
