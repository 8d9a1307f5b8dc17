/** The example before an issuer of the tests: they mint a token for whoever shall have called. */
import { App } from 'aws-cdk-lib';
import { McpAlerts, McpAuth } from 'cdk-mcp-service';
import { SupportDeskStack } from '../../examples/support-desk/stack';

new SupportDeskStack(new App(), 'SupportDesk', {
  auth: McpAuth.jwt({ issuer: 'https://issuer.invalid', audience: 'support-desk' }),
  alerts: McpAlerts.none({ reason: 'a test' }),
});
