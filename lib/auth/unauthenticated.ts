import type { Construct } from 'constructs';
import type { AuthContext, BoundAuth } from './bound-auth';

export interface UnauthenticatedOptions {
  /** Why nobody has to prove who they are: 800 bytes at most. Kept in the template, for whoever reviews it. */
  readonly reason: string;
}

/** CloudFormation takes descriptions of 1,024 bytes; the rest is for the words around it. */
const REASON_BYTES = 800;

export class Unauthenticated {
  constructor(private readonly options: UnauthenticatedOptions) {
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

  bind(_scope: Construct, { manifest, publicEndpoint }: AuthContext): BoundAuth {
    const writing = manifest.tools.filter(({ effect }) => effect !== 'read').map(({ name }) => name);
    if (publicEndpoint && writing.length > 0) {
      throw new Error(
        `McpAuth.unauthenticated: anybody on the internet could call ${writing.join(', ')}. ` +
          "Use McpAuth.cognito({ firstUser: 'ana@example.com' }) or McpAuth.jwt({ issuer, audience }), or leave only tools with effect read in this service.",
      );
    }
    return {
      settings: { kind: 'unauthenticated' },
      summary: `no authentication: ${this.options.reason}`,
      secrets: [],
    };
  }
}
