import type { UserPoolClient, IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { AuthSettings, Manifest } from '../../lambda/contract';

/** What an authentication may depend on. */
export interface AuthContext {
  readonly manifest: Manifest;
  /** Public URL of `/mcp`: the audience of tokens. */
  readonly url: string;
  /** Other URLs that lead here: those of before a domain was added. */
  readonly alternateUrls: readonly string[];
  /** Whether anybody on the internet can send a request. */
  readonly publicEndpoint: boolean;
  /** Whether the server answers `/.well-known` at the root of its name, which hosts find the login by. */
  readonly servesWellKnown: boolean;
  /** Whether people and keys survive the stack. */
  readonly protect: boolean;
}

export interface BoundAuth {
  readonly settings: AuthSettings;
  /** For the description of what is deployed. */
  readonly summary: string;
  /** What the server has to read. */
  readonly secrets: readonly ISecret[];
  /** With `McpAuth.cognito`. */
  readonly cognito?: CognitoParts;
}

/** What stands at Cognito for one service. */
export interface CognitoParts {
  readonly userPool: IUserPool;
  /** The one app client that people log in through. */
  readonly peopleClient: UserPoolClient;
  /** What is handed to hosts and browsers is sealed with it. */
  readonly sealingKeys: ISecret;
  /** Registered client ids are signed with it. */
  readonly registrationKeys: ISecret;
  /** Name of a machine -> what it logs in with. */
  readonly machineSecrets: Readonly<Record<string, ISecret>>;
}

/** @throws where hosts would look for the login at API Gateway's own name. `owner` is the factory, as the user wrote it. */
export function assertServesWellKnown(
  owner: string,
  { servesWellKnown }: Pick<AuthContext, 'servesWellKnown'>,
): void {
  if (servesWellKnown) return;
  throw new Error(
    `${owner}: hosts find the login at /.well-known of the name that they connect to, which belongs to API Gateway while a REST API has no domain. ` +
      "Give McpEndpoint.restApi({ domain: { name: 'mcp.example.com', zone } }), or use McpEndpoint.httpApi().",
  );
}
