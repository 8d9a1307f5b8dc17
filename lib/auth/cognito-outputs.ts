import { CfnOutput } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { CognitoSettings } from '../../lambda/contract';
import { outputMachines, type Machine } from './machines';

interface CognitoOutputs {
  readonly settings: CognitoSettings;
  readonly userPool: IUserPool;
  readonly machines: readonly Machine[];
}

/** What people and commands ask for after a deployment. */
export function outputCognito(scope: Construct, { settings, userPool, machines }: CognitoOutputs): void {
  const outputs: Readonly<Record<string, readonly [value: string, description: string]>> = {
    UserPoolId: [userPool.userPoolId, 'User pool: invite people to it and put them into its groups'],
    UserPoolClientId: [settings.clientId, 'App client that the server lets people log in through'],
    LoginUrl: [settings.loginUrl, 'Where people log in; hosts come to the server, and never here'],
    SealingKeys: [
      settings.sealingKeys,
      'Secret with the keys that everything handed to hosts and browsers is sealed with',
    ],
    RegistrationKeys: [
      settings.registrationKeys,
      'Secret with the keys that client ids of registered hosts are signed with; hosts keep these ids for years',
    ],
  };
  for (const [id, [value, description]] of Object.entries(outputs))
    new CfnOutput(scope, id, { value, description });
  outputMachines(scope, machines);
}
