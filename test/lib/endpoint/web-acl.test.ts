import { McpEndpoint } from 'cdk-mcp-service';
import { combination, ofType, zoneIn } from '../combinations';
import { withCognito } from '../auth/cognito-stacks';
import { onlyResource } from '../stacks';

interface Rule {
  readonly Name: string;
  readonly Action?: object;
  readonly Statement: {
    readonly ManagedRuleGroupStatement?: {
      readonly RuleActionOverrides: readonly { readonly Name: string; readonly ActionToUse: object }[];
    };
  };
}

interface Nested {
  readonly NotStatement?: {
    readonly Statement: { readonly RegexMatchStatement: { readonly RegexString: string } };
  };
}

interface LoginRule extends Rule {
  readonly Priority: number;
  readonly Statement: Rule['Statement'] & {
    readonly AndStatement?: { readonly Statements: readonly Nested[] };
  };
}

const template = combination('RestApiLambda');
const { Rules } = onlyResource(template, 'AWS::WAFv2::WebACL').Properties;
const rules: readonly Rule[] = JSON.parse(JSON.stringify(Rules));

test('an address that sends too much is blocked', () => {
  expect(rules[0]).toMatchObject({
    Name: 'RatePerAddress',
    Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
    Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 2_000 } },
  });
});

test('rules that read bodies count, because tools are given markup, SQL, links and large texts', () => {
  const counted = rules.flatMap(
    ({ Statement }) => Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? [],
  );
  expect(counted.map(({ Name }) => Name)).toEqual([
    'SizeRestrictions_BODY',
    'CrossSiteScripting_BODY',
    'GenericLFI_BODY',
    'GenericRFI_BODY',
    'EC2MetaDataSSRF_BODY',
    'NoUserAgent_HEADER',
    'SQLi_BODY',
    'SQLiExtendedPatterns_BODY',
  ]);
  for (const { ActionToUse } of counted) expect(ActionToUse).toEqual({ Count: {} });
});

describe.each(['restApi', 'loadBalancer'] as const)('where people log in, before a %s', (kind) => {
  const made = withCognito({}, (stack) => ({
    endpoint: McpEndpoint[kind]({ domain: { name: 'mcp.example.com', zone: zoneIn(stack) }, waf: true }),
  }));
  const rulesOf: readonly LoginRule[] = JSON.parse(
    JSON.stringify(onlyResource(made.template, 'AWS::WAFv2::WebACL').Properties.Rules),
  );
  const common = rulesOf.find(({ Name }) => Name === 'AWSManagedRulesCommonRuleSet');
  const others = rulesOf.at(-1);

  test('addresses of the person’s own machine and long queries are counted first', () => {
    const names = common?.Statement.ManagedRuleGroupStatement?.RuleActionOverrides.map(({ Name }) => Name);
    expect(names?.filter((name) => name.includes('QUERY'))).toEqual([
      'EC2MetaDataSSRF_QUERYARGUMENTS',
      'GenericRFI_QUERYARGUMENTS',
      'SizeRestrictions_QUERYSTRING',
    ]);
  });

  test('and then refused, but for the two paths of the login that have a query', () => {
    expect(others?.Action).toEqual({ Block: {} });
    expect(rulesOf.map(({ Priority }) => Priority)).toEqual([0, 1, 2, 3, 4, 5]);
    const [labels, elsewhere] = others?.Statement.AndStatement?.Statements ?? [];
    expect(labels).toEqual({
      OrStatement: {
        Statements: [
          'EC2MetaDataSSRF_QueryArguments',
          'GenericRFI_QueryArguments',
          'SizeRestrictions_QueryString',
        ].map((rule) => ({
          LabelMatchStatement: { Scope: 'LABEL', Key: `awswaf:managed:aws:core-rule-set:${rule}` },
        })),
      },
    });
    const path = elsewhere?.NotStatement?.Statement.RegexMatchStatement;
    expect(path).toMatchObject({ FieldToMatch: { UriPath: {} }, TextTransformations: [{ Type: 'NONE' }] });
    const spared = new RegExp(path?.RegexString ?? '');
    const paths = ['/oauth/authorize', '/oauth/callback', '/live/oauth/authorize', '/live/oauth/callback'];
    expect(paths.filter((one) => spared.test(one))).toEqual(paths);
    const refused = ['/mcp', '/oauth/token', '/oauth/authorize/x', '/x/oauth/y', '/a/b/oauth/authorize', '/'];
    expect(refused.filter((one) => spared.test(one))).toEqual([]);
  });
});

test('where nobody logs in at the server, the rules stay as they are', () => {
  expect(JSON.stringify(rules)).not.toContain('QUERYARGUMENTS');
  expect(rules).toHaveLength(5);
});

test.each([
  ['RestApiLambda', 'stages'],
  ['LoadBalancerFargate', 'McpBalancer642D7586'],
])('%s: it stands before what anybody can reach', (name, resource) => {
  const [association] = ofType(combination(name), 'AWS::WAFv2::WebACLAssociation');
  expect(JSON.stringify(association?.Properties.ResourceArn)).toContain(resource);
});
