import { Token } from 'aws-cdk-lib';
import type { AuthSettings, Manifest } from '../../lambda/contract';

export interface JwtAuthOptions {
  /** The `iss` of its access tokens, byte for byte: an `https` URL. */
  readonly issuer: string;
  /** What must be in the tokens' `aud`: the identifier of this service at the issuer. */
  readonly audience: string;
  /** Where the issuer's keys are. @default - read from the issuer's OpenID or RFC 8414 metadata */
  readonly jwksUri?: string;
  /**
   * Claim that names the caller's tenant; a token without it is refused.
   *
   * @default - callers have no tenant
   */
  readonly tenantClaim?: string;
}

export interface UnauthenticatedOptions {
  /** Why nobody has to prove who they are: 800 bytes at most. Kept in the template, for whoever reviews it. */
  readonly reason: string;
}

/** What an authentication may depend on. */
export interface AuthContext {
  readonly manifest: Manifest;
  /** Whether anybody on the internet can send a request. */
  readonly publicEndpoint: boolean;
  /** Whether the server answers `/.well-known` at the root of its name, which hosts find the login by. */
  readonly servesWellKnown: boolean;
}

export interface BoundAuth {
  readonly settings: AuthSettings;
  /** For the description of what is deployed. */
  readonly summary: string;
}

/** How callers prove who they are. There is no default: leaving it out is how services end up open. */
export abstract class McpAuth {
  /** Access tokens of any OpenID Connect or OAuth issuer that signs JWTs, checked inside the server. */
  static jwt(options: JwtAuthOptions): McpAuth {
    return new JwtAuth(options);
  }

  /** No authentication. Refused at synth when the endpoint is public and a tool writes. */
  static unauthenticated(options: UnauthenticatedOptions): McpAuth {
    return new Unauthenticated(options);
  }

  /** Called by the construct, once. @throws when it does not suit the tools or the endpoint. */
  abstract bind(context: AuthContext): BoundAuth;
}

class JwtAuth extends McpAuth {
  constructor(private readonly options: JwtAuthOptions) {
    super();
    assertHttps('issuer', options.issuer);
    if (options.jwksUri !== undefined) assertHttps('jwksUri', options.jwksUri);
    if (options.audience === '') {
      throw new Error(
        "McpAuth.jwt: audience is empty; give this service's identifier at the issuer, or any token of the issuer would do.",
      );
    }
  }

  bind({ servesWellKnown }: AuthContext): BoundAuth {
    if (!servesWellKnown) {
      throw new Error(
        'McpAuth.jwt: hosts find the login at /.well-known of the name that they connect to, which belongs to API Gateway while a REST API has no domain. ' +
          "Give McpEndpoint.restApi({ domain: { name: 'mcp.example.com', zone } }), or use McpEndpoint.httpApi().",
      );
    }
    const { issuer } = this.options;
    // The summary becomes a description, which CloudFormation takes only as a literal.
    const known = Token.isUnresolved(issuer) ? 'an issuer of this deployment' : issuer;
    return { settings: { kind: 'jwt', ...this.options }, summary: `tokens of ${known}` };
  }
}

/** CloudFormation takes descriptions of 1,024 bytes; the rest is for the words around it. */
const REASON_BYTES = 800;

class Unauthenticated extends McpAuth {
  constructor(private readonly options: UnauthenticatedOptions) {
    super();
    if (options.reason.trim() === '') {
      throw new Error('McpAuth.unauthenticated: reason is empty; say why nobody has to prove who they are.');
    }
    const bytes = Buffer.byteLength(options.reason);
    if (bytes > REASON_BYTES) {
      throw new Error(
        `McpAuth.unauthenticated: reason has ${bytes} bytes; allowed are ${REASON_BYTES}, because it is kept in a description.`,
      );
    }
  }

  bind({ manifest, publicEndpoint }: AuthContext): BoundAuth {
    const writing = manifest.tools.filter(({ effect }) => effect !== 'read').map(({ name }) => name);
    if (publicEndpoint && writing.length > 0) {
      throw new Error(
        `McpAuth.unauthenticated: anybody on the internet could call ${writing.join(', ')}. ` +
          'Use McpAuth.jwt({ issuer, audience }), or leave only tools with effect read in this service.',
      );
    }
    return { settings: { kind: 'unauthenticated' }, summary: `no authentication: ${this.options.reason}` };
  }
}

function assertHttps(option: string, value: string): void {
  if (Token.isUnresolved(value)) return;
  if (!URL.canParse(value) || new URL(value).protocol !== 'https:') {
    throw new Error(
      `McpAuth.jwt: ${option} is '${value}'; give an https URL such as 'https://login.example.com/'.`,
    );
  }
}
