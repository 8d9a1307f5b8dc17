import { request } from 'node:http';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { createJwtVerifier } from '../../lambda/auth/jwt';
import { readEnvFile } from '../../local/stand-ins/env-file';
import { startIssuerStandIn, type IssuerStandIn } from '../../local/stand-ins/issuer';
import { startSecretsStandIn, type SecretsStandIn } from '../../local/stand-ins/secrets';
import { temporaryFolder } from './fixtures';

/** The status of a request that claims another host, as a page would after DNS rebinding. */
function statusFor(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('Secrets Manager', () => {
  const folder = temporaryFolder();
  const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:Desk-Key-000000';
  const given = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:Desk-Given-000000';
  const sealing = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:Desk-Sealing-000000';
  const missing: string[] = [];
  let standIn: SecretsStandIn;
  let client: SecretsManagerClient;

  beforeAll(async () => {
    standIn = await startSecretsStandIn({
      arns: () => ({ API_KEY: arn, GIVEN: given }),
      values: () => readEnvFile(folder),
      templateValues: () =>
        new Map([
          [arn, { text: 'rolled', generated: true }],
          [given, { text: 'given', generated: false }],
          [sealing, { text: '{"kid":"1","key":"k"}', generated: true }],
        ]),
      onMissing: (name) => missing.push(name),
    });
    const credentials = { accessKeyId: 'desk', secretAccessKey: 'desk' };
    client = new SecretsManagerClient({ endpoint: standIn.url, region: 'us-east-1', credentials });
  });
  afterAll(async () => {
    client.destroy();
    await standIn.close();
  });

  test('a value that is missing is told, and found once it is there', async () => {
    const ask = () => client.send(new GetSecretValueCommand({ SecretId: arn }));
    await expect(ask()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(missing).toEqual(['API_KEY']);
    writeFileSync(join(folder, '.env.local'), '# mine\nAPI_KEY="s3cret = value"\n');
    expect(await ask()).toMatchObject({ ARN: arn, Name: 'API_KEY', SecretString: 's3cret = value' });
  });

  test('what the template gave is found, by handlers and by the server', async () => {
    const ask = async (id: string) =>
      (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString;
    expect(await ask(given)).toBe('given');
    writeFileSync(join(folder, '.env.local'), 'GIVEN=mine\nAPI_KEY="s3cret = value"\n');
    expect(await ask(given)).toBe('mine');
    expect(await ask(sealing)).toBe('{"kid":"1","key":"k"}');
  });

  test('nothing else is answered', async () => {
    const unknown = client.send(new GetSecretValueCommand({ SecretId: 'other' }));
    await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    expect(await statusFor(standIn.url, 'evil.example')).toBe(403);
  });
});

describe('issuer', () => {
  const now = Date.now();
  const settings = { kind: 'jwt', issuer: 'https://issuer.invalid', audience: 'support-desk' } as const;
  const claims = {
    iss: settings.issuer,
    aud: settings.audience,
    sub: 'developer',
    client_id: 'desk',
    scope: 'read write',
  };
  let issuer: IssuerStandIn;
  beforeAll(async () => {
    issuer = await startIssuerStandIn(() => now);
  });
  afterAll(() => issuer.close());

  test('its tokens are good for the server', async () => {
    const verify = createJwtVerifier({ ...settings, jwksUri: issuer.jwksUri });
    expect(await verify(issuer.mint(claims))).toEqual({
      kind: 'caller',
      caller: { subject: 'developer', agent: 'desk', scopes: ['read', 'write'] },
    });
    expect(await verify(issuer.mint({ ...claims, aud: 'another' }))).toMatchObject({ kind: 'refused' });
  });

  test('another library agrees', async () => {
    const keys = await (await fetch(issuer.jwksUri)).text();
    // jose is an ES module, which jest does not load on Node 20.
    const program = `
      import { createLocalJWKSet, jwtVerify } from 'jose';
      const [keys, token] = process.argv.slice(1);
      const options = { issuer: 'https://issuer.invalid', audience: 'support-desk', typ: 'at+jwt', algorithms: ['RS256'] };
      const { payload } = await jwtVerify(token, createLocalJWKSet(JSON.parse(keys)), options);
      console.log(JSON.stringify(payload));`;
    const args = ['--input-type=module', '-e', program, keys, issuer.mint(claims)];
    const payload: Record<string, unknown> = JSON.parse(
      execFileSync(process.execPath, args, { encoding: 'utf8' }),
    );
    expect(payload).toMatchObject({ sub: 'developer', client_id: 'desk', scope: 'read write' });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(86_400);
    expect(keys).not.toContain('"d"');
  });

  test('the keys are for this machine only', async () => {
    expect(await statusFor(issuer.jwksUri, 'evil.example')).toBe(403);
    expect((await fetch(new URL('/other', issuer.jwksUri))).status).toBe(404);
  });
});
