/** Every path the server answers. `/mcp` is also the path of the audience: it is never configurable. */
export const ROUTES = {
  mcp: '/mcp',
  live: '/health/live',
  ready: '/health/ready',
  /** RFC 9728 §3.1: the well-known segment goes before the path of the resource. */
  protectedResource: '/.well-known/oauth-protected-resource/mcp',
  /** Some clients ask at the root only. */
  protectedResourceRoot: '/.well-known/oauth-protected-resource',
  /** RFC 8414 §3: the issuer is the origin, which has no path. */
  authorizationServer: '/.well-known/oauth-authorization-server',
  /** Where OpenID Connect Discovery has the same document; some clients ask there only. */
  openidConfiguration: '/.well-known/openid-configuration',
  oauthAuthorize: '/oauth/authorize',
  oauthConsent: '/oauth/consent',
  oauthCallback: '/oauth/callback',
  oauthToken: '/oauth/token',
  oauthRevoke: '/oauth/revoke',
  oauthRegister: '/oauth/register',
  /** What waits for a person; below it, by its id, each request. */
  approvals: '/approvals',
  approval: '/approvals/:id',
  approvalsCallback: '/approvals/callback',
  approvalsLogout: '/approvals/logout',
} as const;

/** Where one request for approval is shown and decided. */
export function approvalPath(id: string): string {
  return ROUTES.approval.replace(':id', id);
}

/**
 * Header in which an API before a load balancer says which of its names was asked for: it replaces Host by that of
 * the balancer. It only chooses among the URLs of the settings.
 */
export const PUBLIC_HOST_HEADER = 'x-mcp-public-host';

/** The event `{ [PROBE_EVENT_KEY]: PROBE_EVENT_VALUE }` is no request: the function writes its gauges. */
export const PROBE_EVENT_KEY = 'cdk-mcp-service';
export const PROBE_EVENT_VALUE = 'probe';
