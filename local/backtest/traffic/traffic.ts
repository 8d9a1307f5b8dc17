import { ERROR_CODES, type ErrorCode } from '../../../lambda/contract';
import { answered, type Disturbance } from '../disturbance';
import { containersOf, type ServiceModel, type ToolModel } from '../service-model';
import { ApprovalQueue } from './approval-queue';
import * as usual from './background';
import { refusalLatency, slowLatency, usualLatency } from './latency';
import { Minute, type Call } from './minute';
import { Random } from './random';
import { rhythm } from './rhythm';
import { Unrest } from './unrest';

const MINUTES_AN_HOUR = 60;
const MS_A_MINUTE = 60_000;
/** What answers while the template's release is not deployed to all. */
const OTHER_RELEASE = 'the-release-before';

export interface TrafficProps {
  readonly model: ServiceModel;
  readonly seed: number;
  /** Calls of tools, on average over a week. */
  readonly callsAnHour: number;
}

/** The traffic of a service: the same for the same seed, whoever looks at it. Minutes are asked for in order. */
export class Traffic {
  private readonly arrivals: Random;
  private readonly endings: Random;
  private readonly others: Random;
  private readonly approvals: ApprovalQueue;
  private readonly faults: Unrest;
  private readonly slowness: Unrest;
  private readonly refusals: Unrest;

  constructor(private readonly props: TrafficProps) {
    const random = new Random(`seed ${props.seed}`);
    const { length } = props.model.tools;
    this.arrivals = random.fork('arrivals');
    this.endings = random.fork('endings');
    this.others = random.fork('others');
    this.approvals = new ApprovalQueue(random.fork('approvals'));
    this.faults = new Unrest(random.fork('faults'), length, usual.FAULT_SHAPE);
    this.slowness = new Unrest(random.fork('slowness'), length, usual.SLOW_SHAPE);
    this.refusals = new Unrest(random.fork('refusals'), length, usual.REFUSAL_SHAPE);
  }

  at(minute: number, disturbance: Disturbance): Minute {
    for (const unrest of [this.faults, this.slowness, this.refusals]) unrest.moveTo(minute);
    const happened = new Minute(minute);
    const { tools } = this.props.model;
    const reached = answered(disturbance);
    const rate = (this.props.callsAnHour / MINUTES_AN_HOUR) * rhythm(minute);
    for (const [index, tool] of tools.entries()) {
      const sent = this.arrivalsOf(rate * tool.share);
      happened.requests += sent;
      for (let call = 0; call < sent; call += 1) {
        const ended = this.call(index, tool, disturbance);
        if (reached === 1 || this.others.chance(reached)) happened.add(ended);
      }
    }
    this.addLoop(happened, disturbance, rate, reached);
    this.addOthers(happened, rate, reached);
    this.addStrangers(happened, disturbance, reached);
    this.addApprovals(happened, disturbance);
    if (containersOf(this.props.model.resources) > 0) this.addContainers(happened, disturbance);
    else this.addProbe(happened, disturbance);
    return happened;
  }

  /** Gamma-Poisson: more calls vary more, but less for each of them. */
  private arrivalsOf(mean: number): number {
    return this.arrivals.poisson(mean * this.arrivals.gamma(mean / usual.ARRIVAL_EXCESS));
  }

  private call(index: number, tool: ToolModel, disturbance: Disturbance): Call {
    const { endings } = this;
    const release = this.releaseOf(disturbance);
    const refusal = usual.pick(usual.REFUSALS, endings.next() / this.refusals.factor(index));
    const isFault = endings.chance(usual.FAULT_SHARE * this.faults.factor(index));
    const isSlow = endings.chance(usual.SLOW_SHARE * this.slowness.factor(index));
    const fault = usual.faultOf(tool.effect, endings.next());
    const isReplay = tool.effect !== 'read' && endings.chance(usual.REPLAY_SHARE);
    const changed = this.changed(tool, release, disturbance);
    let code = refusal ?? (isFault ? fault : undefined);
    if (changed !== undefined && changed.becomes !== 'slow') code = changed.becomes;
    const timedOut = code === 'TIMED_OUT' || (changed?.afterTimeout ?? false);
    return this.ended(tool, release, {
      code,
      timedOut,
      slow: isSlow || changed?.becomes === 'slow',
      isReplay,
    });
  }

  private ended(
    tool: ToolModel,
    release: string,
    ending: { code: ErrorCode | undefined; timedOut: boolean; slow: boolean; isReplay: boolean },
  ): Call {
    const { code } = ending;
    const fault = code !== undefined && ERROR_CODES[code].fault;
    const isQuick = (code !== undefined && !fault) || ending.isReplay;
    const latencyMs = isQuick
      ? refusalLatency(this.endings)
      : ending.timedOut
        ? tool.timeoutMs
        : ending.slow
          ? slowLatency(this.endings, tool)
          : usualLatency(this.endings, tool);
    return {
      tool: tool.name,
      release,
      code,
      fault,
      slow: latencyMs > tool.objectiveMs,
      latencyMs,
      replayed: ending.isReplay,
      unknown: usual.leavesUnknown(tool.effect, code),
    };
  }

  private changed({ name }: ToolModel, release: string, { calls = [] }: Disturbance) {
    for (const change of calls) {
      const isMeant =
        (change.tools?.includes(name) ?? true) &&
        (change.release === undefined || change.release === release);
      if (isMeant && this.others.chance(change.share)) return change;
    }
    return undefined;
  }

  private releaseOf({ deployment }: Disturbance): string {
    if (deployment === undefined || this.others.chance(deployment.share)) return this.props.model.release;
    return OTHER_RELEASE;
  }

  private addLoop(happened: Minute, disturbance: Disturbance, rate: number, reached: number): void {
    const { loop } = disturbance;
    const [tool] = this.props.model.tools;
    if (!loop || !tool) return;
    const sent = this.others.poisson(rate * loop.callerShare * loop.factor * reached);
    happened.requests += sent;
    for (let call = 0; call < sent; call += 1) {
      const release = this.releaseOf(disturbance);
      happened.add(
        this.ended(tool, release, { code: loop.code, timedOut: false, slow: false, isReplay: false }),
      );
    }
  }

  private addOthers(happened: Minute, rate: number, reached: number): void {
    const sent = this.others.poisson(rate * usual.OTHER_REQUESTS);
    happened.requests += sent;
    happened.answered = happened.all.calls + (reached === 1 ? sent : this.others.poisson(sent * reached));
    if (happened.answered === 0) return;
    happened.unauthorized = this.others.poisson(happened.answered * usual.UNAUTHORIZED_SHARE);
    happened.coldStarts = this.others.poisson(happened.answered * usual.COLD_START_SHARE);
    const unknownTools = this.others.poisson(happened.all.calls * usual.UNKNOWN_TOOL_SHARE);
    for (let call = 0; call < unknownTools; call += 1) happened.error('UNKNOWN_TOOL');
  }

  /** Of these the endpoint answers those without a token, where it asks for one. */
  private addStrangers(happened: Minute, { strangers = 0 }: Disturbance, reached: number): void {
    happened.requests += strangers;
    happened.unauthorized += reached === 1 ? strangers : this.others.poisson(strangers * reached);
    if (!this.props.model.resources.restApis.some(({ asksForToken }) => asksForToken)) return;
    happened.challenged = happened.unauthorized;
    happened.unauthorized = 0;
  }

  private addApprovals(happened: Minute, { undecided = false }: Disturbance): void {
    const asking = this.props.model.tools.filter((tool) => tool.asksForApproval);
    if (asking.length === 0) return;
    const asked = asking.reduce((sum, { name }) => sum + (happened.byTool.get(name)?.calls ?? 0), 0);
    happened.approvals = this.approvals.at(happened.minute, { asked, undecided });
  }

  /** Each writes its line once a minute, whoever calls: no schedule asks for it. */
  private addContainers(happened: Minute, disturbance: Disturbance): void {
    if (disturbance.containers?.running === 'none') return;
    const count = containersOf(this.props.model.resources);
    const busy = happened.all.latencies.reduce((sum, latencyMs) => sum + latencyMs, 0) / MS_A_MINUTE;
    happened.containers = Array.from({ length: count }, () => {
      const inFlight = this.others.poisson(busy / count);
      return { inFlight, connections: inFlight + this.others.below(4) };
    });
    happened.checks = this.checks(disturbance);
  }

  /** Once a minute, whether anybody calls or not; a function that cannot start writes nothing. */
  private addProbe(happened: Minute, disturbance: Disturbance): void {
    const { failing = 0, throttled = 0 } = disturbance.function ?? {};
    const isLost = this.others.chance(1 - (1 - failing) * (1 - throttled));
    if (isLost || disturbance.probeStopped) return;
    happened.checks = this.checks(disturbance);
  }

  private checks({ checksDown }: Disturbance): NonNullable<Minute['checks']> {
    const up = checksDown !== 'all';
    return new Map(
      this.props.model.checks.map((name) => [name, { up, latencyMs: 5 + this.others.below(40) }]),
    );
  }
}
