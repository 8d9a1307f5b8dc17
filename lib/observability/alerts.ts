import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface TopicAlertsOptions {
  /** Where alarms go that can wait for days. @default - to the same topic */
  readonly tickets?: ITopic;
}

export interface NoAlertsOptions {
  /** Why nobody has to know: 800 bytes at most. Kept in the template, for whoever reviews it. */
  readonly reason: string;
}

/** Whom alarms notify. */
export interface BoundAlerts {
  /** For what somebody should look at now. */
  readonly page: readonly IAlarmAction[];
  /** For what can wait for days. */
  readonly ticket: readonly IAlarmAction[];
  /** For what somebody should look at now and is no alarm: a call that waits for approval. @default - nobody is told */
  readonly topic?: ITopic;
  /** Address of the topic, or a word. */
  readonly target: string;
  /** For the description of what is deployed. */
  readonly summary: string;
}

/** Who learns of alarms. There is no default: an alarm that nobody gets is no alarm. */
export abstract class McpAlerts {
  /** Mail to these addresses. Each gets a message and must confirm it before it is sent anything else. */
  static email(...addresses: readonly string[]): McpAlerts {
    return new EmailAlerts(addresses);
  }

  /**
   * A topic of yours; CloudWatch, and the rule of calls that wait for approval, are allowed to publish to it. An
   * imported topic must allow both itself.
   */
  static topic(topic: ITopic, options: TopicAlertsOptions = {}): McpAlerts {
    return new TopicAlerts(topic, options.tickets ?? topic);
  }

  /** Nobody. The alarms are made, have a state and are on the dashboards. */
  static none(options: NoAlertsOptions): McpAlerts {
    return new NoAlerts(options);
  }

  /** Called by the construct, once. */
  abstract bind(scope: Construct): BoundAlerts;
}

const ADDRESS = /^[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)+$/;

class EmailAlerts extends McpAlerts {
  constructor(private readonly addresses: readonly string[]) {
    super();
    if (addresses.length === 0) {
      throw new Error(
        "McpAlerts.email: no address; give one or more, such as 'ana@example.com', or McpAlerts.none({ reason }).",
      );
    }
    for (const address of addresses) {
      if (Token.isUnresolved(address) || ADDRESS.test(address)) continue;
      throw new Error(
        `McpAlerts.email: '${address}' is no address; give a plain one such as 'ana@example.com', each as its own argument.`,
      );
    }
  }

  bind(scope: Construct): BoundAlerts {
    const addresses = [...new Set(this.addresses)];
    const topic = new Topic(scope, 'Alerts', { enforceSSL: true });
    letAlarmsPublish(topic, scope);
    for (const address of addresses) topic.addSubscription(new EmailSubscription(address));
    const action = new SnsAction(topic);
    const known = addresses.filter((address) => !Token.isUnresolved(address));
    const recipients = known.length === addresses.length ? known.join(', ') : 'addresses of this deployment';
    return {
      page: [action],
      ticket: [action],
      topic,
      target: topic.topicArn,
      summary: bounded(
        `Alarms are mailed to ${recipients}`,
        '. Each must confirm the subscription that it is sent.',
      ),
    };
  }
}

class TopicAlerts extends McpAlerts {
  constructor(
    private readonly topic: ITopic,
    private readonly tickets: ITopic,
  ) {
    super();
  }

  bind(scope: Construct): BoundAlerts {
    for (const topic of new Set([this.topic, this.tickets])) letAlarmsPublish(topic, scope);
    return {
      page: [new SnsAction(this.topic)],
      ticket: [new SnsAction(this.tickets)],
      topic: this.topic,
      target: this.topic.topicArn,
      summary: 'Alarms are published to this topic. Somebody must have subscribed to it, and confirmed.',
    };
  }
}

/** CloudFormation takes descriptions of 1,024 bytes; the rest is for the words around it. */
const REASON_BYTES = 800;

class NoAlerts extends McpAlerts {
  constructor(private readonly options: NoAlertsOptions) {
    super();
    if (options.reason.trim() === '') {
      throw new Error('McpAlerts.none: reason is empty; say why nobody has to know of an alarm.');
    }
    const bytes = Buffer.byteLength(options.reason);
    if (bytes > REASON_BYTES) {
      throw new Error(
        `McpAlerts.none: reason has ${bytes} bytes; allowed are ${REASON_BYTES}, because it is kept in a description.`,
      );
    }
  }

  bind(): BoundAlerts {
    return { page: [], ticket: [], target: 'none', summary: `Alarms notify nobody: ${this.options.reason}` };
  }
}

/** A topic with a policy of its own lets nobody publish that it does not name. */
function letAlarmsPublish(topic: ITopic, scope: Construct): void {
  const stack = Stack.of(scope);
  const alarms = stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  topic.addToResourcePolicy(
    new PolicyStatement({
      actions: ['sns:Publish'],
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      resources: [topic.topicArn],
      conditions: {
        ArnLike: { 'aws:SourceArn': alarms },
        StringEquals: { 'aws:SourceAccount': stack.account },
      },
    }),
  );
}

function bounded(text: string, end: string): string {
  return text.length <= REASON_BYTES ? `${text}${end}` : `${text.slice(0, REASON_BYTES)}…${end}`;
}
