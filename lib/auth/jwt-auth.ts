import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { assertServesWellKnown, type AuthContext, type BoundAuth } from './bound-auth';

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

export class JwtAuth {
  constructor(private readonly options: JwtAuthOptions) {
    assertHttps('issuer', options.issuer);
    if (options.jwksUri !== undefined) assertHttps('jwksUri', options.jwksUri);
    if (options.audience === '') {
      throw new Error(
        "McpAuth.jwt: audience is empty; give this service's identifier at the issuer, or any token of the issuer would do.",
      );
    }
  }

  bind(_scope: Construct, context: AuthContext): BoundAuth {
    assertServesWellKnown('McpAuth.jwt', context);
    const { issuer } = this.options;
    // The summary becomes a description, which CloudFormation takes only as a literal.
    const known = Token.isUnresolved(issuer) ? 'an issuer of this deployment' : issuer;
    return { settings: { kind: 'jwt', ...this.options }, summary: `tokens of ${known}`, secrets: [] };
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
