import type { StackArtifact } from '../assembly/cloud-assembly';
import { asText, resolveIntrinsics, type LocalValues } from '../assembly/intrinsics';
import { isObject, resourcesOfType } from '../assembly/template';
import { DeskError } from '../desk-error';

const DASHBOARD = 'AWS::CloudWatch::Dashboard';
const ALARMS = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'] as const;
const LOG_GROUP = 'AWS::Logs::LogGroup';
/** The hash that the CDK puts behind every logical id. */
const LOGICAL_ID_HASH = /[0-9A-F]{8}$/;

export interface TemplateDashboard {
  /** As it is in the account, or its logical id without the hash. */
  readonly name: string;
  /** The text that CloudWatch gets. */
  readonly body: string;
}

/**
 * The dashboards of a stack with intrinsic functions resolved. Alarms and log groups, which are not on the desk,
 * stand for themselves by name.
 *
 * @throws {DeskError} when a part of a body is not interpreted: half a metric is another metric.
 */
export function dashboardsOf(stack: StackArtifact, values: LocalValues): TemplateDashboard[] {
  const own = withNames(stack, values);
  return resourcesOfType(stack.template, DASHBOARD).map(([logicalId, { Properties = {} }]) => {
    const { value, unresolved } = resolveIntrinsics(Properties, stack.template, own);
    if (unresolved.length > 0) {
      throw new DeskError(`The dashboard ${logicalId} cannot be drawn here: ${unresolved.join(', ')}.`);
    }
    const { DashboardName: given, DashboardBody: body } = isObject(value) ? value : {};
    const name = given ?? logicalId.replace(LOGICAL_ID_HASH, '');
    return { name: asText(name), body: asText(body) };
  });
}

function withNames({ template }: StackArtifact, values: LocalValues): LocalValues {
  const refs = new Map(values.refs);
  const attributes = new Map(values.attributes);
  const place = `${refs.get('AWS::Region')}:${refs.get('AWS::AccountId')}`;
  for (const [logicalId, { Properties = {} }] of resourcesOfType(template, ...ALARMS)) {
    const name = typeof Properties.AlarmName === 'string' ? Properties.AlarmName : logicalId;
    refs.set(logicalId, name);
    attributes.set(`${logicalId}.Arn`, `arn:aws:cloudwatch:${place}:alarm:${name}`);
  }
  for (const [logicalId, { Properties = {} }] of resourcesOfType(template, LOG_GROUP)) {
    const { LogGroupName: given } = Properties;
    refs.set(logicalId, typeof given === 'string' ? given : logicalId.replace(LOGICAL_ID_HASH, ''));
  }
  return { ...values, refs, attributes };
}
