import { Stack } from 'aws-cdk-lib';
import { AlarmRule, CfnAlarm, type Alarm, type IAlarmRule } from 'aws-cdk-lib/aws-cloudwatch';

/** *Creating a composite alarm*. The CDK counts tokens, which are shorter than what they stand for. */
const RULE_CHARACTERS = 10_240;
/** CloudFormation names an alarm by its stack, its logical id and twelve characters by chance. */
const SUFFIX = '-123456789012';
const AROUND_A_NAME = '(ALARM("") AND )'.length;

/** In ALARM, by the name: the ARNs of a hundred alarms do not fit into a rule. */
export function inAlarm(alarm: Alarm): IAlarmRule {
  return AlarmRule.fromString(`ALARM("${alarm.alarmName}")`);
}

/** @throws when a rule with the names of the alarms would be longer than CloudWatch takes. */
export function assertRuleFits(alarms: readonly Alarm[]): void {
  const characters = alarms.reduce((sum, alarm) => sum + nameOf(alarm).length + AROUND_A_NAME, 0);
  if (characters <= RULE_CHARACTERS) return;
  throw new Error(
    `The rule of the alarm on tools would have ${characters} characters; CloudWatch takes ${RULE_CHARACTERS}. ` +
      'Name fewer tools, slo: { tools: […] }, or give the stack a shorter name.',
  );
}

function nameOf(alarm: Alarm): string {
  const stack = Stack.of(alarm);
  const resource = alarm.node.defaultChild;
  const id = resource instanceof CfnAlarm ? String(stack.resolve(resource.logicalId)) : alarm.node.id;
  return `${stack.stackName}-${id}${SUFFIX}`;
}
