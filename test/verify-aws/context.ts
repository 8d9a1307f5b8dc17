import { CloudFormationClient, DescribeTypeCommand } from '@aws-sdk/client-cloudformation';
import {
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Site } from './login';
import type { Context } from './probe';
import { CALLBACK, RESOURCE, SCOPE, USER } from './stack';

export interface OpenContext {
  readonly context: Context;
  readonly close: () => void;
}

/**
 * What the probes need, over the outputs of the stack.
 *
 * @param password - That the throw-away user gets in both pools.
 * @param open - Shows a login to a person.
 */
export async function openContext(
  outputs: Readonly<Record<string, string>>,
  password: string,
  open: (url: string) => void,
): Promise<OpenContext> {
  const cognito = new CognitoIdentityProviderClient({});
  const cloudFormation = new CloudFormationClient({});
  const output = (name: string): string => {
    const value = outputs[name];
    if (value === undefined) throw new Error(`The stack has no output ${name}.`);
    return value;
  };
  const site = (login: string, client: string): Site => ({
    origin: output(login),
    clientId: output(client),
    callback: CALLBACK,
    scope: SCOPE,
    resource: RESOURCE,
  });
  for (const pool of ['EssentialsPool', 'LitePool'])
    await cognito.send(
      new AdminSetUserPasswordCommand({
        UserPoolId: output(pool),
        Username: USER,
        Password: password,
        Permanent: true,
      }),
    );
  const UserPoolId = output('EssentialsPool');
  return {
    context: {
      essentials: site('EssentialsLogin', 'EssentialsClient'),
      rotating: site('EssentialsLogin', 'EssentialsRotating'),
      lite: site('LiteLogin', 'LiteClient'),
      endpoints: {
        'HTTP API': output('HttpApiUrl'),
        'REST API': output('RestApiUrl'),
        'load balancer': output('BalancerUrl'),
      },
      open,
      async tryCallback(callback) {
        const { UserPoolClient } = await cognito.send(
          new CreateUserPoolClientCommand({
            UserPoolId,
            ClientName: 'callback',
            AllowedOAuthFlowsUserPoolClient: true,
            AllowedOAuthFlows: ['code'],
            AllowedOAuthScopes: [SCOPE],
            SupportedIdentityProviders: ['COGNITO'],
            CallbackURLs: [callback],
          }),
        );
        await cognito.send(
          new DeleteUserPoolClientCommand({ UserPoolId, ClientId: UserPoolClient?.ClientId }),
        );
      },
      async schemaOf(type) {
        const { Schema = '' } = await cloudFormation.send(
          new DescribeTypeCommand({ Type: 'RESOURCE', TypeName: type }),
        );
        return Schema;
      },
    },
    close() {
      cognito.destroy();
      cloudFormation.destroy();
    },
  };
}
