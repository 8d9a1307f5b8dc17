import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/processes';

const output = mkdtempSync(join(tmpdir(), 'app-'));
afterAll(() => rmSync(output, { recursive: true }));

async function synthesize(context: Record<string, unknown>): Promise<string> {
  const env = {
    ...process.env,
    CDK_OUTDIR: output,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_VALIDATION: 'false',
  };
  const { code, stderr } = await run(process.execPath, ['--import', 'tsx', 'bin/app.ts'], { env });
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('Error')]);
  return readFileSync(join(output, 'SupportDesk.template.json'), 'utf8');
}

it('invites whom the context names, and lets them know of alarms', async () => {
  const template = await synthesize({ email: 'ana@example.com' });
  const { Resources: resources }: { Resources: Record<string, { Type: string; Properties: object }> } =
    JSON.parse(template);
  const properties = (type: string): object[] =>
    Object.values(resources).flatMap((resource) => (resource.Type === type ? [resource.Properties] : []));
  expect(properties('AWS::Cognito::UserPoolUser')).toEqual([
    expect.objectContaining({ Username: 'ana@example.com', DesiredDeliveryMediums: ['EMAIL'] }),
  ]);
  expect(properties('AWS::SNS::Subscription')).toEqual([
    expect.objectContaining({ Endpoint: 'ana@example.com', Protocol: 'email' }),
  ]);
  expect(
    properties('AWS::Cognito::UserPoolGroup').map((group) => ('GroupName' in group ? group.GroupName : '')),
  ).toEqual(['support', 'refunds', 'approvers']);
});

it('invites nobody where nobody is named: on the desk, and for whoever brings people later', async () => {
  const template = await synthesize({ 'cdk-mcp-service:desk': true });
  expect(template).not.toContain('AWS::Cognito::UserPoolUser"');
  expect(template).not.toContain('AWS::SNS::Subscription');
});
