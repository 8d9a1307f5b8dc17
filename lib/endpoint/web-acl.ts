import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';

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
  AWSManagedRulesSQLiRuleSet: ['SQLi_BODY'],
};
const LEAST_RATE = 10;
const MOST_RATE = 2_000_000_000;

/** A web ACL in front of a stage or a balancer: a limit by address, and AWS's managed rules. */
export function createWebAcl(
  scope: Construct,
  { requestsPerAddress = 2_000 }: WebAclOptions,
  resourceArn: string,
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
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
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
    ],
  });
  new CfnWebACLAssociation(scope, 'WebAclAssociation', { resourceArn, webAclArn: webAcl.attrArn });
  return webAcl;
}

function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
