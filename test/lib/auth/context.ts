import type { AuthContext } from 'cdk-mcp-service';
import { manifestWith } from '../../support/manifest';

/** What a public endpoint that serves its whole name tells an authentication, but for what is said. */
export function authContext(changes: Partial<AuthContext> = {}): AuthContext {
  return {
    manifest: manifestWith([{}]),
    url: 'https://mcp.example.com/mcp',
    alternateUrls: [],
    publicEndpoint: true,
    servesWellKnown: true,
    protect: true,
    ...changes,
  };
}
