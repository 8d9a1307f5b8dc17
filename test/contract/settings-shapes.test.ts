import { SettingsError, readSettings } from '../../lambda/contract';

/** Whether the boot refuses the variable and tells its shape; what else it misses is not looked at. */
function refuses(name: string, text: string): boolean {
  try {
    readSettings({ [name]: text });
  } catch (error) {
    if (error instanceof SettingsError) return error.message.includes(`${name} must be {"`);
    throw error;
  }
  return false;
}

const jwt = (more: object) => JSON.stringify({ kind: 'jwt', issuer: 'https://a/', audience: 'b', ...more });

test.each([{}, { jwksUri: 'https://c/' }, { tenantClaim: 'tenant' }])('tokens with %j are read', (more) => {
  expect(refuses('MCP_AUTH', jwt(more))).toBe(false);
});

test.each([{ tenantClaim: '' }, { tenantClaim: 7 }, { tenantClaim: null }, { jwksUri: '' }])(
  'tokens with %j are refused: a claim of no name would let every tenant be one',
  (more) => {
    expect(refuses('MCP_AUTH', jwt(more))).toBe(true);
  },
);

const cognito = (more: object) =>
  JSON.stringify({
    kind: 'cognito',
    issuer: 'https://a',
    loginUrl: 'https://b',
    clientId: 'c',
    clientSecret: 'd',
    sealingKeys: 'e',
    registrationKeys: 'f',
    machines: [],
    access: {},
    hosts: [],
    approvers: 'g',
    approveOwn: false,
    resourceBinding: 'required',
    ...more,
  });

test.each([{}, { approvers: 'leads', approveOwn: true }])('a pool with %j is read', (more) => {
  expect(refuses('MCP_AUTH', cognito(more))).toBe(false);
});

test.each([{ approvers: undefined }, { approvers: '' }, { approveOwn: undefined }, { approveOwn: 'no' }])(
  'a pool with %j is refused: who approves is never a guess',
  (more) => {
    expect(refuses('MCP_AUTH', cognito(more))).toBe(true);
  },
);

test.each([
  ['{"serviceMs":1,"toolsMs":{}}', false],
  ['{"serviceMs":1000,"toolsMs":{"find":0.5}}', false],
  ['7', true],
  ['null', true],
  ['"serviceMs toolsMs"', true],
  ['{}', true],
  ['{"serviceMs":1000}', true],
  ['{"toolsMs":{}}', true],
  ['{"serviceMs":0,"toolsMs":{}}', true],
  ['{"serviceMs":"1","toolsMs":{}}', true],
  ['{"serviceMs":1,"toolsMs":null}', true],
  ['{"serviceMs":1,"toolsMs":7}', true],
  ['{"serviceMs":1,"toolsMs":[1]}', true],
  ['{"serviceMs":1,"toolsMs":{"find":0}}', true],
  ['{"serviceMs":1,"toolsMs":{"find":"1"}}', true],
])('latency objectives %s: refused %p', (text, refused) => {
  expect(refuses('MCP_LATENCY_OBJECTIVES', text)).toBe(refused);
});

test('the error has a name of its own: it stands before the problems in the log', () => {
  expect(() => readSettings({})).toThrow(expect.objectContaining({ name: 'SettingsError' }));
});

test.each([
  ['{"events":true}', false],
  ['{"events":false,"logGroup":"approvals"}', false],
  ['{"logGroup":"approvals"}', true],
  ['{"events":"yes"}', true],
  ['{"events":true,"logGroup":""}', true],
  ['{"events":true,"logGroup":7}', true],
  ['null', true],
  ['"on"', true],
])('records of approvals %s: refused %s', (text, refused) => {
  expect(refuses('MCP_APPROVAL_RECORDS', text)).toBe(refused);
});
