import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { logProtection } from '../observability/log-protection';
import type { RuntimeContext } from './bound-runtime';

/** The log of the server, wherever it runs: the same id in every runtime, so that moving keeps it. */
export function serviceLog(scope: Construct, { logRetention, protect }: RuntimeContext): LogGroup {
  return new LogGroup(scope, 'Log', {
    retention: logRetention,
    dataProtectionPolicy: logProtection(),
    removalPolicy: protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}
