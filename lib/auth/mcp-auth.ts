import type { Construct } from 'constructs';
import type { AuthContext, BoundAuth } from './bound-auth';
import { CognitoAuth } from './cognito-auth';
import type { CognitoAuthOptions } from './cognito-options';
import { JwtAuth, type JwtAuthOptions } from './jwt-auth';
import { Unauthenticated, type UnauthenticatedOptions } from './unauthenticated';

/** How callers prove who they are. There is no default: leaving it out is how services end up open. */
export abstract class McpAuth {
  /**
   * People in a Cognito user pool, and programs with a secret of their own. The server is the authorization server
   * that hosts log in at: it knows them, asks people for their consent, and hands them on to Cognito.
   */
  static cognito(options: CognitoAuthOptions = {}): McpAuth {
    return new CognitoAuth(options);
  }

  /** Access tokens of any OpenID Connect or OAuth issuer that signs JWTs, checked inside the server. */
  static jwt(options: JwtAuthOptions): McpAuth {
    return new JwtAuth(options);
  }

  /** No authentication. Refused at synth when the endpoint is public and a tool writes. */
  static unauthenticated(options: UnauthenticatedOptions): McpAuth {
    return new Unauthenticated(options);
  }

  /** Called by the construct, once. @throws when it does not suit the tools or the endpoint. */
  abstract bind(scope: Construct, context: AuthContext): BoundAuth;
}
