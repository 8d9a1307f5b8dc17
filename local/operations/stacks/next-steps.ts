import type { Deployed } from './deploy';
import { idleMonthOf } from './idle-month';

/** What a person needs after a deployment: the address, how to connect a host, and what only they can do. */
export function nextSteps({ artifact, outputs }: Deployed, email: string): readonly string[] {
  const urls = outputs.Url ?? [];
  const name = hostNameOf(artifact.stackName);
  return [
    '',
    ...urls.flatMap((url, index) => connect(urls.length > 1 ? `${name}-${index + 1}` : name, url)),
    `Still to do, by ${email}:`,
    ...remaining(outputs.UserPoolId !== undefined, outputs.AlertsTarget ?? []).map(
      (step, index) => `  ${index + 1}. ${step}`,
    ),
    '',
    idleMonthOf(artifact.template),
  ];
}

function connect(name: string, url: string): readonly string[] {
  return [
    `MCP URL      ${url}`,
    `Claude Code  claude mcp add --transport http ${name} ${url}`,
    `VS Code      vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name, type: 'http', url }))}`,
    '',
  ];
}

function remaining(hasUserPool: boolean, alerts: readonly string[]): readonly string[] {
  return [
    ...(hasUserPool ? ['Open the mail of Amazon Cognito: it has the password for the first login.'] : []),
    ...(alerts.some((target) => target !== 'none')
      ? ['Open the mail of AWS Notifications and confirm it: until then no alarm reaches you.']
      : []),
    hasUserPool
      ? 'Connect a host as above. It opens the browser: allow the host, then log in, set a password of your own and a second factor if it asks for one.'
      : 'Connect a host as above and log in with your issuer.',
  ];
}

/** How a host lists the server: `SupportDesk` is `support-desk`. */
function hostNameOf(stackName: string): string {
  return stackName
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
}
