import { Stack } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { APPROVAL_EVENTS, EVENT_SOURCE } from '../../lambda/contract';

interface ApprovalMailProps {
  /** Name of the service, as its events have it. */
  readonly service: string;
  readonly topic: ITopic;
  /** Table that the command works on. */
  readonly table: string;
  /** Whether there is a page to decide on; else the mail has the command. */
  readonly hasPage: boolean;
}

/** Tells whoever gets the alarms that a call waits for a person, by a rule on the event that the server sends. */
export function mailApprovals(scope: Construct, { service, topic, table, hasPage }: ApprovalMailProps): void {
  const rule = new Rule(scope, 'ApprovalMail', {
    description: `Tells the topic of alarms that a call of ${service} waits for a person`,
    eventPattern: {
      source: [EVENT_SOURCE],
      detailType: [APPROVAL_EVENTS.requested],
      detail: { service: [service] },
    },
  });
  const message = RuleTargetInput.fromMultilineText(linesOf({ service, table, hasPage }).join('\n'));
  rule.addTarget({ bind: () => ({ arn: topic.topicArn, input: message }) });
  letRulePublish(topic, rule);
}

/** The server writes the values so that none can end its line, or the quotes that EventBridge puts round it. */
function linesOf({ service, table, hasPage }: Omit<ApprovalMailProps, 'topic'>): readonly string[] {
  const field = (name: string): string => EventField.fromPath(`$.detail.${name}`);
  const ticket = field('ticket');
  return [
    `A call of ${service} waits for a person to approve it.`,
    `Tool: ${field('tool')}`,
    `Who asks: ${field('caller')}`,
    `Through: ${field('agent')}`,
    `Decide until: ${field('expiresAt')}`,
    hasPage
      ? `Look at it and decide: ${field('link')}`
      : `Look at it: npx cdk-mcp-service approvals show ${ticket} --table ${table}`,
    ...(hasPage ? [] : ['Then decide with approvals approve, or approvals deny.']),
    `Ticket: ${ticket}`,
    'The arguments are not in this message. Nothing runs before somebody decides.',
  ];
}

/** This rule and no other; any of the account where the topic is of another stack, which would else need this one. */
function letRulePublish(topic: ITopic, rule: Rule): void {
  const stack = Stack.of(rule);
  const rules = stack.formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
  topic.addToResourcePolicy(
    new PolicyStatement({
      actions: ['sns:Publish'],
      principals: [new ServicePrincipal('events.amazonaws.com')],
      resources: [topic.topicArn],
      conditions: {
        ArnLike: { 'aws:SourceArn': Stack.of(topic) === stack ? rule.ruleArn : rules },
        StringEquals: { 'aws:SourceAccount': stack.account },
      },
    }),
  );
}
