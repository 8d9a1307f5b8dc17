import { Duration, SecretValue, CfnOutput } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { MachineSettings } from '../../lambda/contract';
import { accept } from '../accepted-findings';
import type { Access } from './access';
import { createAppClient, secretOf } from './app-client';
import type { ScopesAtPool } from './resource-servers';

interface MachinesProps {
  readonly userPool: IUserPool;
  readonly machines: Access;
  readonly scopesAtPool: ScopesAtPool;
  /** Origin of the managed login. */
  readonly loginUrl: string;
  readonly accessTokenValidity: Duration;
}

export interface Machine {
  readonly settings: MachineSettings;
  readonly secret: Secret;
}

/** Words that begin with a letter: two names can then not be one output. */
const MACHINE_NAME = /^(?=.{1,64}$)[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;

/** @throws when a name cannot be one, or a machine could do nothing. */
export function assertMachines(machines: Access): void {
  for (const [name, scopes] of Object.entries(machines)) {
    if (!MACHINE_NAME.test(name)) {
      throw new Error(
        `McpAuth.cognito: machines has the name '${name}'; allowed are lower-case words with hyphens between them, each beginning with a letter, such as 'nightly-report'.`,
      );
    }
    if (scopes.length === 0) {
      throw new Error(
        `McpAuth.cognito: machines.${name} has no scope and could call nothing; give it one, such as ['read'], or leave it out.`,
      );
    }
  }
}

/** An app client each, and a secret with all that the program needs to log in. */
export function addMachines(scope: Construct, { machines, ...props }: MachinesProps): Machine[] {
  const all = new Construct(scope, 'Machines');
  return Object.entries(machines).map(([name, scopes]) =>
    addMachine(new Construct(all, name), { name, scopes, ...props }),
  );
}

function addMachine(
  scope: Construct,
  {
    name,
    scopes,
    userPool,
    scopesAtPool,
    loginUrl,
    accessTokenValidity,
  }: Omit<MachinesProps, 'machines'> & Pick<MachineSettings, 'name' | 'scopes'>,
): Machine {
  const scopesOfClient = scopesAtPool(scopes);
  const client = createAppClient(scope, 'Client', {
    userPool,
    oAuth: { flows: { clientCredentials: true }, scopes: scopesOfClient },
    // Nobody logs in to it with a password: no flow but the one that says so of none.
    authFlows: { userSrp: false },
    accessTokenValidity,
  });
  const secret = new Secret(scope, 'Secret', {
    description: `What ${name} logs in with`,
    secretObjectValue: {
      clientId: SecretValue.unsafePlainText(client.userPoolClientId),
      clientSecret: secretOf(client),
      tokenUrl: SecretValue.unsafePlainText(`${loginUrl}/oauth2/token`),
    },
  });
  accept(secret, 'secretRotation');
  return { settings: { name, clientId: client.userPoolClientId, scopes }, secret };
}

/** `nightly-report` is known by `MachineSecretNightlyReport`. */
export function outputMachines(scope: Construct, machines: readonly Machine[]): void {
  for (const { settings, secret } of machines) {
    const words = settings.name.split('-').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
    new CfnOutput(scope, `MachineSecret${words.join('')}`, {
      value: secret.secretArn,
      description: `Secret with clientId, clientSecret and tokenUrl of ${settings.name}`,
    });
  }
}
