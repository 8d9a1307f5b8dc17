import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  TreatMissingData,
  type IAlarmAction,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmSpec } from './signals';

const OPERATORS = {
  above: ComparisonOperator.GREATER_THAN_THRESHOLD,
  'at least': ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  below: ComparisonOperator.LESS_THAN_THRESHOLD,
} as const satisfies Record<AlarmSpec['breaches'], ComparisonOperator>;

const TREATMENTS = {
  breaching: TreatMissingData.BREACHING,
  notifies: TreatMissingData.MISSING,
  notBreaching: TreatMissingData.NOT_BREACHING,
} as const;

/** CloudWatch's limit on a description. */
const DESCRIPTION_CHARACTERS = 1_024;

export function alarmFromSpec(
  scope: Construct,
  spec: AlarmSpec,
  runbooks: string,
  actions: readonly IAlarmAction[],
): Alarm {
  const { outOf: { breaching, periods } = { breaching: 1, periods: 1 }, withoutData = 'notBreaching' } = spec;
  const alarm = new Alarm(scope, spec.id, {
    alarmDescription: describe(spec, runbooks),
    // The period of the expression is that of every metric in it; left out, all would be five minutes.
    metric: new MathExpression({
      expression: spec.expression,
      usingMetrics: { ...spec.metrics },
      period: spec.period,
      label: spec.id,
    }),
    comparisonOperator: OPERATORS[spec.breaches],
    threshold: spec.threshold,
    evaluationPeriods: periods,
    datapointsToAlarm: breaching,
    treatMissingData: TREATMENTS[withoutData],
  });
  alarm.addAlarmAction(...actions);
  if (withoutData === 'notifies') alarm.addInsufficientDataAction(...actions);
  return alarm;
}

const URGENCY = { page: 'PAGE. ', ticket: 'TICKET. ', none: '' } as const;

/** What whoever is notified reads: what it means, what to do first, and where to read on. */
export function describe(
  {
    severity,
    meaning,
    firstStep,
    runbook,
  }: Pick<AlarmSpec, 'severity' | 'meaning' | 'firstStep' | 'runbook'>,
  runbooks: string,
): string {
  const text = `${URGENCY[severity]}${meaning} First: ${firstStep} Runbook: ${runbooks}/${runbook}.md`;
  if (text.length <= DESCRIPTION_CHARACTERS) return text;
  throw new Error(
    `runbooks has ${runbooks.length} characters, and a description of an alarm has room for ${DESCRIPTION_CHARACTERS} in all; give a shorter address.`,
  );
}
