/** The service that hosts log in to: tools of every kind behind a user pool, and a host of the operator's own. */
import { App, Stack } from 'aws-cdk-lib';
import { McpAlerts, McpAuth, McpService } from 'cdk-mcp-service';

const { CLIENT_DOCUMENT = '', CLIENT_DOCUMENT_CA = '' } = process.env;

new McpService(new Stack(new App(), 'Hosts'), 'Mcp', {
  tools: 'test/fixtures/workbench.ts',
  auth: McpAuth.cognito({
    firstUser: 'ana@example.com',
    access: { everyone: ['read'], support: ['write', 'destructive'] },
    hosts: [
      { name: 'Configured host', clientId: 'configured-host', redirectUris: ['http://127.0.0.1/callback'] },
      { name: 'Documented host', clientId: CLIENT_DOCUMENT },
    ],
  }),
  alerts: McpAlerts.none({ reason: 'a test' }),
  // The certificate of the site with the metadata document, which this machine made itself.
  environment: { NODE_EXTRA_CA_CERTS: CLIENT_DOCUMENT_CA },
});
