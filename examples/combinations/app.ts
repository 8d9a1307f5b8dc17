import { App } from 'aws-cdk-lib';
import { McpAlerts } from 'cdk-mcp-service';
import { COMBINATIONS, addCombination } from './stacks';

const app = new App();
const address = app.node.tryGetContext('alerts') as string | undefined;
const alerts = address === undefined ? McpAlerts.none({ reason: 'an example' }) : McpAlerts.email(address);
for (const name of Object.keys(COMBINATIONS)) addCombination(app, name, { alerts });
