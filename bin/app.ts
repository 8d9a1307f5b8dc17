/** The CDK app of the example: `npm run synth`, and what `npm start` runs on the desk. */
import { App } from 'aws-cdk-lib';
import { McpAlerts, McpAuth } from 'cdk-mcp-service';
import { SupportDeskStack } from '../examples/support-desk/stack';

const app = new App();
const context = (key: string): string | undefined => app.node.tryGetContext(key) as string | undefined;

/** On the desk `local/` stands in for the issuer; the name cannot exist (RFC 2606). */
const issuer = context('issuer') ?? (context('cdk-mcp-service:desk') ? 'https://issuer.invalid' : undefined);

if (issuer === undefined) {
  console.error(
    'The support desk can refund money and its endpoint is public: name the issuer of its access tokens,\n' +
      '  npx cdk synth -c issuer=https://login.example.com/ -c audience=support-desk\n' +
      "or run it on this machine with 'npm start', which needs none.",
  );
  process.exitCode = 1;
} else {
  const audience = context('audience') ?? 'support-desk';
  const address = context('alerts');
  new SupportDeskStack(app, 'SupportDesk', {
    auth: McpAuth.jwt({ issuer, audience }),
    alerts: address === undefined ? McpAlerts.none({ reason: 'an example' }) : McpAlerts.email(address),
  });
}
