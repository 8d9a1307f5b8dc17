/** Held by `tsc`: what cannot be forgotten or mixed up when a service is declared. */
import type { Stack } from 'aws-cdk-lib';
import { McpAlerts, McpAuth, McpService } from 'cdk-mcp-service';

declare const scope: Stack;
const auth = McpAuth.unauthenticated({ reason: 'numbers are public' });
const alerts = McpAlerts.none({ reason: 'numbers are public' });
const tools = 'tools/index.ts';

/** Never called: only its types matter. */
export function compiles(): void {
  new McpService(scope, 'Mcp', { tools, auth, alerts });

  // @ts-expect-error authentication has no default
  new McpService(scope, 'Mcp', { tools, alerts });

  // @ts-expect-error nor has who learns of an alarm
  new McpService(scope, 'Mcp', { tools, auth });

  // @ts-expect-error a service without tools is none
  new McpService(scope, 'Mcp', { auth, alerts });

  // @ts-expect-error a secret is given as a secret, not as its value
  new McpService(scope, 'Mcp', { tools, auth, alerts, secrets: { stripe: 'sk-live' } });

  // @ts-expect-error there is no such level
  new McpService(scope, 'Mcp', { tools, auth, alerts, logLevel: 'LOUD' });

  // @ts-expect-error a table is given as a table, not as its name
  new McpService(scope, 'Mcp', { tools, auth, alerts, state: { idempotencyTable: 'calls' } });

  // @ts-expect-error openness has a reason
  McpAuth.unauthenticated({});

  // @ts-expect-error so has silence
  McpAlerts.none({});

  // @ts-expect-error a token is meant for somebody
  McpAuth.jwt({ issuer: 'https://login.example.com/' });
}
