import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { ROUTES } from '../../lambda/contract';

export interface WebAclOptions {
  /** Requests of one address in five minutes before it is blocked. Allowed are 10 to 2,000,000,000. @default 2000 */
  readonly requestsPerAddress?: number;
}

/**
 * Rules that would refuse what tools are made for: notes with markup or SQL, documents of any size, links; and
 * programs that do not say what they are. They count and let pass.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
const COUNTED: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesCommonRuleSet: [
    'SizeRestrictions_BODY',
    'CrossSiteScripting_BODY',
    'GenericLFI_BODY',
    'GenericRFI_BODY',
    'EC2MetaDataSSRF_BODY',
    'NoUserAgent_HEADER',
  ],
  AWSManagedRulesKnownBadInputsRuleSet: [],
  AWSManagedRulesSQLiRuleSet: ['SQLi_BODY', 'SQLiExtendedPatterns_BODY'],
};
/**
 * Rules that would refuse a login, with the labels that they leave: a host on the person's own machine waits at
 * `http://localhost` or `http://127.0.0.1`, and its query holds a signed client id and the scopes in full.
 */
const COUNTED_AT_LOGIN: Readonly<Record<string, string>> = {
  EC2MetaDataSSRF_QUERYARGUMENTS: 'awswaf:managed:aws:core-rule-set:EC2MetaDataSSRF_QueryArguments',
  GenericRFI_QUERYARGUMENTS: 'awswaf:managed:aws:core-rule-set:GenericRFI_QueryArguments',
  SizeRestrictions_QUERYSTRING: 'awswaf:managed:aws:core-rule-set:SizeRestrictions_QueryString',
};
/** The two paths at which a query is read. At a stage's own URL its name comes first. */
const LOGIN_PATHS = `^(/[A-Za-z0-9_-]+)?(${ROUTES.oauthAuthorize}|${ROUTES.oauthCallback})$`;
const COMMON_RULES = 'AWSManagedRulesCommonRuleSet';
const LEAST_RATE = 10;
const MOST_RATE = 2_000_000_000;

interface Protected {
  readonly resourceArn: string;
  /** Whether people log in at the server itself. */
  readonly login: boolean;
}

/** A web ACL in front of a stage or a balancer: a limit by address, and AWS's managed rules. */
export function createWebAcl(
  scope: Construct,
  { requestsPerAddress = 2_000 }: WebAclOptions,
  { resourceArn, login }: Protected,
): CfnWebACL {
  if (
    !Number.isSafeInteger(requestsPerAddress) ||
    requestsPerAddress < LEAST_RATE ||
    requestsPerAddress > MOST_RATE
  ) {
    throw new Error(
      `waf.requestsPerAddress is ${requestsPerAddress}; allowed are whole numbers from ${LEAST_RATE} to ${MOST_RATE}.`,
    );
  }
  const managed = Object.entries(COUNTED).map(([name, counted], index) => ({
    name,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: [
          ...counted,
          ...(login && name === COMMON_RULES ? Object.keys(COUNTED_AT_LOGIN) : []),
        ].map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visible(name),
  }));
  const webAcl = new CfnWebACL(scope, 'WebAcl', {
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visible('WebAcl'),
    rules: [
      {
        name: 'RatePerAddress',
        priority: 0,
        action: { block: { customResponse: { responseCode: 429 } } },
        statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: requestsPerAddress } },
        visibilityConfig: visible('RatePerAddress'),
      },
      ...managed,
      ...(login ? [blockedElsewhere(managed.length + 1)] : []),
    ],
  });
  new CfnWebACLAssociation(scope, 'WebAclAssociation', { resourceArn, webAclArn: webAcl.attrArn });
  return webAcl;
}

/** What the login is spared is refused at every other path, by the label that the counting rule left. */
function blockedElsewhere(priority: number): CfnWebACL.RuleProperty {
  const name = 'QueriesOutsideOfLogin';
  return {
    name,
    priority,
    action: { block: {} },
    statement: {
      andStatement: {
        statements: [
          {
            orStatement: {
              statements: Object.values(COUNTED_AT_LOGIN).map((key) => ({
                labelMatchStatement: { scope: 'LABEL', key },
              })),
            },
          },
          {
            notStatement: {
              statement: {
                regexMatchStatement: {
                  fieldToMatch: { uriPath: {} },
                  regexString: LOGIN_PATHS,
                  textTransformations: [{ priority: 0, type: 'NONE' }],
                },
              },
            },
          },
        ],
      },
    },
    visibilityConfig: visible(name),
  };
}

function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
