import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const HEX_DIGITS = 12;

/**
 * Names one combination of code and settings: the same sources and settings are the same release on every
 * machine. A literal, because the alarms on the release alone must carry it as the environment does.
 *
 * @param settings - What the server is told; values known only when deployed count by what they refer to.
 */
export function releaseOf(scope: Construct, bundleHash: string, settings: object): string {
  const resolved: unknown = Stack.of(scope).resolve(settings);
  return createHash('sha256')
    .update(bundleHash)
    .update(JSON.stringify(resolved))
    .digest('hex')
    .slice(0, HEX_DIGITS);
}
