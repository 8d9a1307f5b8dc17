/** A deployed stack survives the next release: nothing that holds state or an address is replaced. */
import { GOLDEN, UPDATE, currentTemplate, goldenTemplate, type GoldenTemplate } from './example';
import { STATEFUL_TYPES, statefulReplacements } from './replacements';

const current = currentTemplate();

/** Ids of the example's stateful resources, as they were first deployed. */
const IDS = {
  McpAccessLog95150810: 'AWS::Logs::LogGroup',
  McpAlerts2B2C7AA0: 'AWS::SNS::Topic',
  McpApi2F39B1D0: 'AWS::ApiGatewayV2::Api',
  McpApprovalsAudit9DAB7B1F: 'AWS::Logs::LogGroup',
  McpAuthPeopleSecretDCDEDA16: 'AWS::SecretsManager::Secret',
  McpAuthRegistrationKeys65C61C9D: 'AWS::SecretsManager::Secret',
  McpAuthSealingKeysC0801DC2: 'AWS::SecretsManager::Secret',
  McpAuthUsersB1A386C8: 'AWS::Cognito::UserPool',
  McpLog34EEE9DD: 'AWS::Logs::LogGroup',
  McpStateIdempotency9C8BD82F: 'AWS::DynamoDB::GlobalTable',
  McpStateLimits9E3CE84D: 'AWS::DynamoDB::GlobalTable',
  Tickets83B11BB2: 'AWS::DynamoDB::GlobalTable',
};

test('nothing that must last is replaced or removed by an update to the template of now', () => {
  expect(statefulReplacements(goldenTemplate(), current)).toEqual([]);
});

test('the ids of what must last are these, and none more', () => {
  const stateful = Object.entries(current.Resources).filter(([, { Type }]) => STATEFUL_TYPES.includes(Type));
  expect(Object.fromEntries(stateful.map(([id, { Type }]) => [id, Type]))).toEqual(IDS);
});

test(`the template of the example is ${GOLDEN.slice(GOLDEN.indexOf('test/'))}; else look at the difference, and ${UPDATE}`, () => {
  expect(current).toEqual(goldenTemplate());
});

describe('the comparison does see', () => {
  const changed = (id: string, change: (properties: Record<string, unknown>) => unknown): GoldenTemplate => {
    const { Resources, ...rest } = structuredClone(goldenTemplate());
    const resource = Resources[id];
    if (!resource) throw new Error(`The example has no ${id}.`);
    const Properties = { ...resource.Properties };
    change(Properties);
    return { ...rest, Resources: { ...Resources, [id]: { ...resource, Properties } } };
  };
  const table = 'McpStateIdempotency9C8BD82F';

  test('another logical id', () => {
    const { Resources, ...rest } = structuredClone(goldenTemplate());
    const { [table]: records, ...others } = Resources;
    if (!records) throw new Error('The example has no table of records.');
    const renamed = { ...rest, Resources: { ...others, McpStateRecords00000000: records } };
    expect(statefulReplacements(goldenTemplate(), renamed)).toEqual([
      `${table} (AWS::DynamoDB::GlobalTable) would be gone: it has another logical id, or is no longer in the template.`,
    ]);
  });

  test.each([
    [table, 'KeySchema', [{ AttributeName: 'id', KeyType: 'HASH' }]],
    [table, 'TableName', 'records'],
    ['McpApi2F39B1D0', 'ProtocolType', 'WEBSOCKET'],
    ['McpAlerts2B2C7AA0', 'TopicName', 'alerts'],
    ['McpLog34EEE9DD', 'LogGroupName', '/mcp'],
  ])('%s with another %s', (id, property, value) => {
    const next = changed(id, (properties) => (properties[property] = value));
    const [sentence, ...more] = statefulReplacements(goldenTemplate(), next);
    expect([sentence, more]).toEqual([
      expect.stringMatching(
        new RegExp(`^${id} .* would be replaced by an empty one: ${property} cannot be changed in place\\.$`),
      ),
      [],
    ]);
  });

  test('and lets pass what is changed in place', () => {
    const next = changed('McpLog34EEE9DD', (properties) => (properties.RetentionInDays = 7));
    expect(statefulReplacements(goldenTemplate(), next)).toEqual([]);
  });
});
