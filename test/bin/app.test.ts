import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, type Finished } from '../support/processes';

const output = mkdtempSync(join(tmpdir(), 'app-'));
afterAll(() => rmSync(output, { recursive: true }));

function synthesize(context: Record<string, unknown>): Promise<Finished> {
  const env = {
    ...process.env,
    CDK_OUTDIR: output,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_VALIDATION: 'false',
  };
  return run(process.execPath, ['--import', 'tsx', 'bin/app.ts'], { env });
}

it('refuses to synthesize a public deployment that nobody has to log in to', async () => {
  const { code, stderr } = await synthesize({});
  expect(code).toBe(1);
  expect(stderr).toContain('name the issuer of its access tokens');
  expect(stderr).toContain('npm start');
});

it('takes the issuer and the audience from the context', async () => {
  expect((await synthesize({ issuer: 'https://login.example.com/', audience: 'desk' })).code).toBe(0);
  const template = readFileSync(join(output, 'SupportDesk.template.json'), 'utf8');
  expect(template).toContain(String.raw`\"issuer\":\"https://login.example.com/\",\"audience\":\"desk\"`);
});

it('needs none for the desk', async () => {
  expect((await synthesize({ 'cdk-mcp-service:desk': true })).code).toBe(0);
});
