/** The CDK app of the example: what `npm start` runs on the desk, and `npm run deploy` in an account. */
import { App } from 'aws-cdk-lib';
import { McpAlerts } from 'cdk-mcp-service';
import { supportDeskAuth } from '../examples/support-desk/auth';
import { SupportDeskStack } from '../examples/support-desk/stack';

const app = new App();
const context = (key: string): string | undefined => app.node.tryGetContext(key) as string | undefined;

const firstUser = context('email');
const alerts = context('alerts') ?? firstUser;

new SupportDeskStack(app, 'SupportDesk', {
  auth: supportDeskAuth(firstUser),
  alerts: alerts === undefined ? McpAlerts.none({ reason: 'an example' }) : McpAlerts.email(alerts),
});
