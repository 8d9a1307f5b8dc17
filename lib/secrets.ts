import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** Its value and nothing else: `grantRead` would add what the server never asks for. */
export function letReadValue(grantee: IGrantable, secret: ISecret): void {
  Grant.addToPrincipal({
    grantee,
    actions: ['secretsmanager:GetSecretValue'],
    // A secret that is known by its name alone has six characters behind it, which nobody can choose.
    resourceArns: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
  });
  secret.encryptionKey?.grantDecrypt(grantee);
}
