import { combination, ofType } from '../combinations';
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
  ]);
  for (const { ActionToUse } of counted) expect(ActionToUse).toEqual({ Count: {} });
});

test.each([
  ['RestApiLambda', 'stages'],
  ['LoadBalancerFargate', 'McpBalancer642D7586'],
])('%s: it stands before what anybody can reach', (name, resource) => {
  const [association] = ofType(combination(name), 'AWS::WAFv2::WebACLAssociation');
  expect(JSON.stringify(association?.Properties.ResourceArn)).toContain(resource);
});
