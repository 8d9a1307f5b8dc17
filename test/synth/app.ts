/** `npm run synth`: all six combinations, three of them with Cognito too, and the example, under CloudFormation's rules and cdk-nag's. */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { McpAlerts, McpAuth } from 'cdk-mcp-service';
import { COMBINATIONS, addCombination } from '../../examples/combinations/stacks';
import { supportDeskAuth } from '../../examples/support-desk/auth';
import { SupportDeskStack } from '../../examples/support-desk/stack';

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
for (const name of Object.keys(COMBINATIONS)) addCombination(app, name);
for (const name of ['HttpApiLambda', 'RestApiLambda', 'LoadBalancerFargate']) {
  const auth = McpAuth.cognito({ firstUser: 'ana@example.com', machines: { nightly: ['read'] } });
  addCombination(app, name, { auth }, `${name}Cognito`);
}
new SupportDeskStack(app, 'SupportDesk', {
  auth: supportDeskAuth('ana@example.com'),
  alerts: McpAlerts.email('ops@example.com'),
});
