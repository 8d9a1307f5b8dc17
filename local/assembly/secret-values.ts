import { hkdfSync } from 'node:crypto';
import type { AuthSettings } from '../../lambda/contract';
import type { StackArtifact } from './cloud-assembly';
import { asText, resolveIntrinsics, type LocalValues } from './intrinsics';
import { clientSecretOf } from './local-values';
import { isObject, resourcesOfType, type Json, type JsonObject } from './template';

const SECRET_TYPE = 'AWS::SecretsManager::Secret';
const DEFAULT_LENGTH = 32;
const ALPHANUMERICS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export interface SecretValue {
  readonly text: string;
  /** Nobody chose it: for a system elsewhere it means nothing. */
  readonly generated: boolean;
}

/**
 * What the secrets of the templates hold on the desk, by ARN. A generated one is the same each time, so that what
 * was sealed with it is still good after a new start: on a laptop it protects nothing.
 */
export function secretValues(
  values: ReadonlyMap<StackArtifact, LocalValues>,
  auth: AuthSettings,
): ReadonlyMap<string, SecretValue> {
  const secrets = new Map(secretsOfAuth(auth));
  for (const [stack, own] of values) {
    for (const [logicalId, { Properties = {} }] of resourcesOfType(stack.template, SECRET_TYPE)) {
      const arn = own.refs.get(logicalId) ?? '';
      const value = valueOf(arn, Properties, (json) => resolveIntrinsics(json, stack.template, own));
      if (value !== undefined) secrets.set(arn, value);
    }
  }
  return secrets;
}

/** Those of a pool that is not in the app. */
function secretsOfAuth(auth: AuthSettings): [string, SecretValue][] {
  if (auth.kind !== 'cognito') return [];
  const key = (arn: string): SecretValue => ({
    text: JSON.stringify({ kid: '1', key: generate(arn, {}) }),
    generated: true,
  });
  return [
    [auth.clientSecret, { text: clientSecretOf(auth.clientId), generated: true }],
    [auth.sealingKeys, key(auth.sealingKeys)],
    [auth.registrationKeys, key(auth.registrationKeys)],
  ];
}

function valueOf(
  arn: string,
  { SecretString: given, GenerateSecretString: rule }: JsonObject,
  resolve: (json: Json) => ReturnType<typeof resolveIntrinsics>,
): SecretValue | undefined {
  if (given !== undefined) {
    const { value, unresolved } = resolve(given);
    return unresolved.length > 0 ? undefined : { text: asText(value), generated: false };
  }
  if (rule === undefined) return undefined;
  const { value: resolved, unresolved } = resolve(rule);
  if (!isObject(resolved) || unresolved.length > 0) return undefined;
  const { SecretStringTemplate: template, GenerateStringKey: key } = resolved;
  const password = generate(arn, resolved);
  if (template === undefined || key === undefined) return { text: password, generated: true };
  const fields: Readonly<Record<string, unknown>> = Object(JSON.parse(asText(template)));
  return { text: JSON.stringify({ ...fields, [asText(key)]: password }), generated: true };
}

/** Letters and digits alone: every rule allows them, but for those it names. */
function generate(
  arn: string,
  { PasswordLength: length = DEFAULT_LENGTH, ExcludeCharacters: without = '' }: JsonObject,
): string {
  const alphabet = Array.from(ALPHANUMERICS).filter((character) => !asText(without).includes(character));
  const bytes = new Uint8Array(hkdfSync('sha256', arn, '', 'desk', Number(length)));
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('');
}
