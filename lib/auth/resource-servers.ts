import { Token } from 'aws-cdk-lib';
import { OAuthScope, UserPoolResourceServer, type IUserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { scopesOf, type Manifest } from '../../lambda/contract';

interface ResourceServersProps {
  readonly userPool: IUserPool;
  readonly manifest: Manifest;
  /** All that lead to the service. */
  readonly urls: readonly string[];
}

/** The scopes of a service at its pool, by the name that the tools have for them. */
export type ScopesAtPool = (names: readonly string[]) => OAuthScope[];

/** Of an app client, for all of its resource servers. */
const MOST_SCOPES = 50;

/** The URL that API Gateway gave, which is known only when it is deployed; a service has one at most. */
const OWN_URL = 'DefaultUrl';

/** A resource server for each URL: it is the audience of the tokens and the prefix of their scopes. */
export function addResourceServers(
  scope: Construct,
  { userPool, manifest, urls }: ResourceServersProps,
): ScopesAtPool {
  const count = scopesOf(manifest).length * urls.length;
  if (count > MOST_SCOPES) {
    throw new Error(
      `McpAuth.cognito: the tools have ${scopesOf(manifest).length} scopes for ${urls.length} URLs of the service, and an app client takes ${MOST_SCOPES} in all. Let tools share scopes, or give up an old URL with keepDefaultUrl: false.`,
    );
  }
  const servers = new Construct(scope, 'ResourceServers');
  const scopes = scopesOf(manifest).map((scopeName) => ({
    scopeName,
    scopeDescription: `Call what needs ${scopeName} in ${manifest.name}`.slice(0, 256),
  }));
  // By URL and not by place: a domain that is added later leaves the one of before as it is.
  const made = urls.map(
    (identifier) =>
      new UserPoolResourceServer(
        servers,
        Token.isUnresolved(identifier) ? OWN_URL : new URL(identifier).host,
        // The name would be the identifier, and no name may have a colon or a slash.
        { userPool, identifier, userPoolResourceServerName: manifest.name, scopes },
      ),
  );
  return (names) =>
    made.flatMap((server) =>
      scopes
        .filter(({ scopeName }) => names.includes(scopeName))
        .map((known) => OAuthScope.resourceServer(server, known)),
    );
}
