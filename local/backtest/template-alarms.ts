import type { StackArtifact } from '../assembly/cloud-assembly';
import { resolveIntrinsics, type LocalValues } from '../assembly/intrinsics';
import { isObject, resourcesOfType } from '../assembly/template';
import type { AlarmResource } from '../cloudwatch/alarm-set';
import { DeskError } from '../desk-error';

const ALARM_TYPES = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'] as const;
const TOPIC_TYPE = 'AWS::SNS::Topic';
const LOGICAL_ID_METADATA = 'aws:cdk:logicalId';
/** How urgent an alarm that notifies is, at the beginning of its description. One that does not say so pages. */
const TICKET = /^TICKET\b/;

export interface TemplateAlarm extends AlarmResource {
  /** Id of its construct: what incidents name it by. */
  readonly id: string;
  /** `none` notifies nobody. */
  readonly severity: 'page' | 'ticket' | 'none';
}

/**
 * All alarms of a stack as they would be deployed, with intrinsic functions resolved.
 *
 * @param values - What the template's other names stand for.
 * @throws {DeskError} when something of an alarm is not interpreted: half an alarm proves nothing.
 */
export function alarmsOf(stack: StackArtifact, values: LocalValues): readonly TemplateAlarm[] {
  const own = withNames(stack, values);
  const ids = constructIds(stack);
  return resourcesOfType(stack.template, ...ALARM_TYPES).map(([logicalId, { Type, Properties = {} }]) => {
    const { value, unresolved } = resolveIntrinsics(Properties, stack.template, own);
    if (!isObject(value) || unresolved.length > 0) {
      throw new DeskError(`The alarm ${logicalId} cannot be evaluated here: ${unresolved.join(', ')}.`);
    }
    const { AlarmName: given, AlarmDescription: description } = value;
    const notifies = [value.AlarmActions, value.InsufficientDataActions].some(
      (actions) => Array.isArray(actions) && actions.length > 0,
    );
    const urgency = typeof description === 'string' && TICKET.test(description) ? 'ticket' : 'page';
    return {
      id: ids.get(logicalId) ?? logicalId,
      name: typeof given === 'string' ? given : logicalId,
      type: Type === ALARM_TYPES[0] ? ALARM_TYPES[0] : ALARM_TYPES[1],
      properties: value,
      severity: notifies ? urgency : 'none',
    };
  });
}

/** Alarms refer to each other and to topics: their names are enough here. */
function withNames({ template }: StackArtifact, values: LocalValues): LocalValues {
  const refs = new Map(values.refs);
  const attributes = new Map(values.attributes);
  const arn = (service: string, name: string): string =>
    `arn:aws:${service}:${refs.get('AWS::Region')}:${refs.get('AWS::AccountId')}:${name}`;
  for (const [logicalId, { Properties = {} }] of resourcesOfType(template, ...ALARM_TYPES)) {
    const name = typeof Properties.AlarmName === 'string' ? Properties.AlarmName : logicalId;
    refs.set(logicalId, name);
    attributes.set(`${logicalId}.Arn`, arn('cloudwatch', `alarm:${name}`));
  }
  for (const [logicalId] of resourcesOfType(template, TOPIC_TYPE)) {
    refs.set(logicalId, arn('sns', logicalId));
    attributes.set(`${logicalId}.TopicArn`, arn('sns', logicalId));
  }
  return { ...values, refs, attributes };
}

/** Logical id to the id that the construct was given. */
function constructIds({ metadata }: StackArtifact): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [path, entries] of Object.entries(metadata)) {
    const logicalId = entries.find(({ type }) => type === LOGICAL_ID_METADATA)?.data;
    const parts = path.split('/');
    const id = parts.at(-1) === 'Resource' ? parts.at(-2) : parts.at(-1);
    if (typeof logicalId === 'string' && id !== undefined) ids.set(logicalId, id);
  }
  return ids;
}
