import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { accept } from '../accepted-findings';

const KEY_CHARACTERS = 64;

/** A key that nobody has seen, in the shape in which the server reads it: `{"kid":"1","key":"…"}`. */
export function createKeys(
  scope: Construct,
  id: string,
  { description, retain }: { readonly description: string; readonly retain: boolean },
): Secret {
  const keys = new Secret(scope, id, {
    description,
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ kid: '1' }),
      generateStringKey: 'key',
      passwordLength: KEY_CHARACTERS,
      excludePunctuation: true,
    },
    removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  accept(keys, 'secretRotation');
  return keys;
}
