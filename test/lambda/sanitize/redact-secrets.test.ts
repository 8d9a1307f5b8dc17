import { redactSecrets } from '../../../lambda/sanitize/redact-secrets';

/** Put together at run time: no scanner should take this file for a leak. */
const join = (...parts: string[]) => parts.join('');
const many = (text: string, length: number) => text.repeat(length).slice(0, length);

it.each([
  ['an AWS access key id', join('AKIA', 'IOSFODNN7EXAMPLE'), '[redacted]'],
  ['a temporary AWS key id', join('ASIA', 'IOSFODNN7EXAMPLE'), '[redacted]'],
  [
    'an AWS secret key by its name',
    `aws_secret_access_key = ${many('wJalrXUtnFEMI/K7MDENG', 40)}`,
    'aws_secret_access_key = [redacted]',
  ],
  ['a JSON Web Token', join('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxIn0', '.c2lnbmF0dXJl'), '[redacted]'],
  ['a GitHub token', join('ghp_', many('a1B2', 36)), '[redacted]'],
  ['a fine-grained GitHub token', join('github_pat_', many('a1B2', 40)), '[redacted]'],
  ['a GitLab token', join('glpat-', many('a1B2', 20)), '[redacted]'],
  ['a Slack token', join('xoxb-', '123456789012-', many('a1', 24)), '[redacted]'],
  ['a Stripe key', join('sk_live_', many('a1B2', 24)), '[redacted]'],
  ['a Google API key', join('AIza', many('a1B2', 35)), '[redacted]'],
  ['an npm token', join('npm_', many('a1B2', 36)), '[redacted]'],
  ['a model provider key', join('sk-ant-', many('a1B2', 40)), '[redacted]'],
  ['a bearer header', `Authorization: Bearer ${many('abc123', 30)}`, 'Authorization: Bearer [redacted]'],
  ['a connection string', 'postgres://app:hunter2@10.0.0.7/prod', 'postgres://app:[redacted]@10.0.0.7/prod'],
  ['a connection string without a user', 'redis://:hunter2@cache', 'redis://:[redacted]@cache'],
  ['a password by its name', 'password=hunter2; host=db', 'password=[redacted]; host=db'],
  ['a password in JSON', '{"password": "hunter2"}', '{"password": "[redacted]"}'],
  [
    'an Azure account key',
    'AccountKey=abcd1234efgh==;EndpointSuffix=x',
    'AccountKey=[redacted];EndpointSuffix=x',
  ],
])('redacts %s', (_case, secret, redacted) => {
  expect(redactSecrets(`before ${secret} after`)).toBe(`before ${redacted} after`);
});

it('redacts a private key with all its lines', () => {
  const key = join(
    '-----BEGIN RSA PRIVATE KEY-----\n',
    many('MIIEow\n', 300),
    '\n-----END RSA PRIVATE KEY-----',
  );
  expect(redactSecrets(`a ${key} b`)).toBe('a [redacted] b');
});

it.each([
  'Your password is the first thing to change.',
  'The secret of a good tent: pegs.',
  'https://example.com/path?a=1',
  'Ticket T-1042, order 4711, 12:30:45',
  'a certificate: -----BEGIN CERTIFICATE-----',
  'sk-12 is a ski',
  'bearer of good news',
  '2026-11-20T12:00:00.000Z',
])("leaves '%s' alone", (text) => {
  expect(redactSecrets(text)).toBe(text);
});

it.each(['a://', 'eyJ'.repeat(3), '-----BEGIN PRIVATE KEY-----', 'password=', 'x:y@'.repeat(2), 'Bearer '])(
  "takes time in proportion to a long text of '%s'",
  (piece) => {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    expect(typeof redactSecrets(text)).toBe('string');
  },
);
