import { resourcesOf, synthesize } from '../stacks';

interface Protection {
  readonly Statement: readonly { readonly DataIdentifier: readonly unknown[]; readonly Operation: object }[];
  readonly Configuration: { readonly CustomDataIdentifier: readonly { Name: string; Regex: string }[] };
}

const { template } = synthesize();
const { DataProtectionPolicy } = resourcesOf(template).McpLog34EEE9DD?.Properties ?? {};
const { Statement, Configuration }: Protection = JSON.parse(JSON.stringify(DataProtectionPolicy));

test('credentials are masked in the log, mail addresses are not', () => {
  expect(Statement.map(({ Operation }) => Object.keys(Operation))).toEqual([['Audit'], ['Deidentify']]);
  const text = JSON.stringify(Statement);
  for (const name of [
    'AwsSecretKey',
    'OpenSshPrivateKey',
    'PgpPrivateKey',
    'PkcsPrivateKey',
    'PuttyPrivateKey',
  ]) {
    expect(text).toContain(`dataprotection::aws:data-identifier/${name}`);
  }
  expect(text).toContain('"AwsAccessKeyId","JsonWebToken"');
  expect(text).not.toContain('EmailAddress');
});

test.each([
  ['AwsAccessKeyId', 'key AKIAIOSFODNN7EXAMPLE used', true],
  ['AwsAccessKeyId', 'key ASIAIOSFODNN7EXAMPLE used', true],
  ['AwsAccessKeyId', 'MAKIA and ASIA', false],
  ['JsonWebToken', 'Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl', true],
  ['JsonWebToken', 'eyJhbGciOiJSUzI1NiJ9 alone', false],
  ['JsonWebToken', 'release a18409130b1e of support-desk.tickets.open', false],
])('%s in %j: %s', (name, text, found) => {
  const { Regex = '' } = Configuration.CustomDataIdentifier.find(({ Name }) => Name === name) ?? {};
  expect(new RegExp(Regex).test(text)).toBe(found);
  expect(Regex).toMatch(/^[\w#=@/;,\- ^$?[\]{}|\\*+.]{1,200}$/);
});
