import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { McpAlerts } from 'cdk-mcp-service';
import { supportDeskAuth } from '../../../examples/support-desk/auth';
import { SupportDeskStack } from '../../../examples/support-desk/stack';

/** The example as anybody would deploy it. */
export function supportDesk(): { readonly stack: SupportDeskStack; readonly template: Template } {
  process.env.CDK_VALIDATION = 'false';
  const stack = new SupportDeskStack(new App(), 'SupportDesk', {
    auth: supportDeskAuth('ana@example.com'),
    alerts: McpAlerts.email('ana@example.com'),
  });
  return { stack, template: Template.fromStack(stack) };
}
