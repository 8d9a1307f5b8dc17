/** A domain that is added later: the service gets a name, and whoever knows the old one goes on. */
import type { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { McpAuth, McpEndpoint, type McpApiDomainOptions, type McpServiceProps } from 'cdk-mcp-service';
import { readSettings, type Settings } from '../../../lambda/contract';
import { ofType, zoneIn } from '../combinations';
import { environmentOf, onlyResource, resourcesOf, synthesize } from '../stacks';

type Props = Partial<McpServiceProps>;
const named = (stack: Stack, more: Partial<McpApiDomainOptions> = {}): McpApiDomainOptions => ({
  name: 'mcp.example.com',
  zone: zoneIn(stack),
  ...more,
});
const auth = McpAuth.unauthenticated({ reason: 'a test of a tool that reads' });

/** What changes from release to release anyway. */
const RELEASED = /^(McpFunctionCurrentVersion|McpRestApiDeployment[0-9A-F]{8}[0-9a-f])/;

/** References become parts of a host name. */
function settingsOf(template: Template): Settings {
  const environment = Object.entries(environmentOf(template)).map(([name, value]) => [
    name,
    value.replaceAll(/ref\(([\w:]+)\)/g, (_all, id: string) => id.replaceAll(':', '').toLowerCase()),
  ]);
  return readSettings(Object.fromEntries(environment));
}

describe.each([
  [
    'HTTP API',
    (): Props => ({ endpoint: McpEndpoint.httpApi() }),
    (stack: Stack, more?: object): Props => ({
      endpoint: McpEndpoint.httpApi({ domain: named(stack, more) }),
    }),
    'https://abc.execute-api.example.com/mcp',
    'AWS::ApiGatewayV2::Api',
  ],
  [
    'REST API',
    (): Props => ({ auth, endpoint: McpEndpoint.restApi() }),
    (stack: Stack, more?: object): Props => ({
      auth,
      endpoint: McpEndpoint.restApi({ domain: named(stack, more) }),
    }),
    'https://mcprestapi784cc342.execute-api.awsregion.awsurlsuffix/live/mcp',
    'AWS::ApiGateway::RestApi',
  ],
] as const)('%s', (_name, without, withDomain, defaultUrl, apiType) => {
  const before = synthesize(without()).template;
  const after = synthesize((stack) => withDomain(stack)).template;

  test('adds resources, and replaces or removes none', () => {
    const [old, added] = [resourcesOf(before), resourcesOf(after)];
    const lost = Object.keys(old).filter((id) => !RELEASED.test(id) && added[id]?.Type !== old[id]?.Type);
    expect(lost).toEqual([]);
    const types = Object.entries(added).flatMap(([id, { Type }]) =>
      id in old || RELEASED.test(id) ? [] : [Type],
    );
    expect(types).toEqual(expect.arrayContaining(['AWS::CertificateManager::Certificate']));
    expect(types.filter((type) => type === 'AWS::Route53::RecordSet')).toHaveLength(2);
    // The API, whose address is the old URL, is the same to the letter.
    expect(onlyResource(after, apiType)).toEqual(onlyResource(before, apiType));
  });

  test('the server is known by the new URL, and still answers for the old one', () => {
    expect(settingsOf(before)).toMatchObject({ url: defaultUrl, alternateUrls: [] });
    expect(settingsOf(after)).toMatchObject({
      url: 'https://mcp.example.com/mcp',
      alternateUrls: [defaultUrl],
    });
  });

  test('until it is told otherwise', () => {
    const { template } = synthesize((stack) => withDomain(stack, { keepDefaultUrl: false }));
    expect(settingsOf(template).alternateUrls).toEqual([]);
    expect(onlyResource(template, apiType).Properties.DisableExecuteApiEndpoint).toBe(true);
  });

  test('has TLS 1.2 and a certificate that the zone proves', () => {
    const text = JSON.stringify([
      ...ofType(after, 'AWS::ApiGateway::DomainName'),
      ...ofType(after, 'AWS::ApiGatewayV2::DomainName'),
    ]);
    expect(text).toContain('"SecurityPolicy":"TLS_1_2"');
    expect(onlyResource(after, 'AWS::CertificateManager::Certificate').Properties).toMatchObject({
      DomainName: 'mcp.example.com',
      ValidationMethod: 'DNS',
      DomainValidationOptions: [{ HostedZoneId: 'Z0000000EXAMPLE' }],
    });
  });
});
