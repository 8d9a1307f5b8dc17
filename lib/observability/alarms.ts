import { Duration } from 'aws-cdk-lib';
import {
  AlarmRule,
  CompositeAlarm,
  type Alarm,
  type IAlarm,
  type IAlarmAction,
  type IAlarmRule,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { asksForApproval, type Manifest } from '../../lambda/contract';
import type { BoundAlerts } from './alerts';
import { alarmFromSpec, describe } from './alarm-from-spec';
import { assertRuleFits, inAlarm } from './alarm-names';
import { burnAlarms, type BurnAlarm } from './burn-alarms';
import { releaseAlarms } from './release-alarms';
import { approvalsStale, conductAlarms, gaugeAlarms, outageAlarm } from './service-alarms';
import type { Runbook } from './runbooks';
import type { ServiceMetrics } from './service-metrics';
import type { AlarmSpec, Severity, Signals } from './signals';
import type { Slo } from './slo';
import { toolAlarms, type ToolAlarm } from './tool-alarms';

export interface McpAlarmsProps {
  readonly metrics: ServiceMetrics;
  readonly slo: Slo;
  readonly release: string;
  readonly manifest: Manifest;
  /** Of the endpoint, the runtime and the state. */
  readonly signals: readonly Signals[];
  readonly alerts: BoundAlerts;
  /** Where the runbooks are: the beginning of every link. */
  readonly runbooks: string;
}

/** What a composite alarm says of itself. */
type Told = Pick<AlarmSpec, 'id' | 'severity' | 'runbook' | 'meaning' | 'firstStep'>;

/** How long an alarm waits for a worse one before it notifies. */
const WAIT = Duration.minutes(2);

/** Every alarm of a service. Ids of constructs are pinned: another id is another alarm, without a history. */
export class McpAlarms extends Construct {
  readonly outage: Alarm;
  /** On the new release alone, for rollouts. They notify nobody. */
  readonly release: readonly IAlarm[];
  /** Those that notify, the worst first. */
  readonly notifying: readonly IAlarm[];
  /** The pages that they link to. */
  readonly runbooks: ReadonlySet<Runbook>;
  private readonly linked = new Set<Runbook>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: McpAlarmsProps,
  ) {
    super(scope, id);
    const { metrics, slo, release, manifest, signals } = props;
    this.outage = this.alarm(outageAlarm(metrics));
    const burns = burnAlarms(metrics, slo).flatMap((tiers) => this.burns(tiers));
    const tools = this.tools(toolAlarms(metrics, slo));
    this.release = releaseAlarms(metrics, release, slo).map((spec) => this.alarm(spec));
    const others = [
      ...gaugeAlarms(metrics, manifest.healthChecks.length > 0),
      ...(asksForApproval(manifest) ? [approvalsStale(metrics)] : []),
      ...conductAlarms(
        metrics,
        manifest.tools.some(({ effect }) => effect !== 'read'),
      ),
      ...signals.flatMap(({ alarms }) => alarms),
    ];
    this.runbooks = this.linked;
    this.notifying = [this.outage, ...burns, ...tools, ...others.map((spec) => this.alarm(spec))];
  }

  private alarm(spec: AlarmSpec): Alarm {
    this.linked.add(spec.runbook);
    return alarmFromSpec(this, spec, this.props.runbooks, this.actionsFor(spec.severity));
  }

  private actionsFor(severity: Severity): readonly IAlarmAction[] {
    return severity === 'none' ? [] : this.props.alerts[severity];
  }

  /** Each stays quiet while a worse one is in ALARM: the outage, then the faster burn. */
  private burns(tiers: readonly BurnAlarm[]): CompositeAlarm[] {
    let worse: IAlarm = this.outage;
    return tiers.map((tier) => {
      const pairs = tier.pairs.map((pair) => AlarmRule.allOf(...pair.map((window) => this.alarm(window))));
      const rule = AlarmRule.anyOf(...pairs);
      const composite = this.composite(tier, rule, { worse, quietAfter: tier.quietAfter });
      worse = composite;
      return composite;
    });
  }

  private tools(pairs: readonly ToolAlarm[]): CompositeAlarm[] {
    if (pairs.length === 0) return [];
    const told: Told = {
      id: 'Tools',
      severity: 'page',
      runbook: 'tool-faults',
      meaning: 'A tool fails more often than it should; the alarms that are named in the reason say which.',
      firstStep: 'See which tool it is and with which error code it fails.',
    };
    const alarms = pairs.map((pair) => pair.map((spec) => this.alarm(spec)));
    assertRuleFits(alarms.flat());
    const rules = alarms.map((pair) => AlarmRule.allOf(...pair.map(inAlarm)));
    return [
      this.composite(told, AlarmRule.anyOf(...rules), { worse: this.outage, quietAfter: Duration.hours(1) }),
    ];
  }

  private composite(
    told: Told,
    rule: IAlarmRule,
    { worse, quietAfter }: { readonly worse: IAlarm; readonly quietAfter: Duration },
  ): CompositeAlarm {
    this.linked.add(told.runbook);
    const alarm = new CompositeAlarm(this, told.id, {
      alarmDescription: describe(told, this.props.runbooks),
      alarmRule: rule,
      actionsSuppressor: worse,
      actionsSuppressorWaitPeriod: WAIT,
      actionsSuppressorExtensionPeriod: quietAfter,
    });
    alarm.addAlarmAction(...this.actionsFor(told.severity));
    return alarm;
  }
}
