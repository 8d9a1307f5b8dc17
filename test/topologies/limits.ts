/** What a combination refuses to carry, asked of the endpoint itself: it says where its limit is. */
import { App, Stack } from 'aws-cdk-lib';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { McpEndpoint, type EndpointContext, type Manifest, type RuntimeKind } from 'cdk-mcp-service';

export interface Limits {
  readonly streams: boolean;
  readonly replySeconds: number;
  readonly requestBytes: number;
  /** Absent where there is no limit that matters. */
  readonly replyBytes?: number;
}

const FAR_TOO_MANY = 1e15;

export function limitsOf(kind: 'httpApi' | 'restApi' | 'loadBalancer', context: EndpointContext): Limits {
  const { streams } = bind(kind, context);
  const slow = withTool(context, { timeoutMs: FAR_TOO_MANY });
  const large = withTool(context, { outputBytes: FAR_TOO_MANY });
  return {
    streams,
    replySeconds: required(kind, slow, /gives up after (\d+) ms/) / 1_000,
    requestBytes: required(kind, { ...context, maxBodyBytes: FAR_TOO_MANY }, /requests of (\d+) bytes/),
    replyBytes: refusal(kind, large, /replies of (\d+) bytes/),
  };
}

export function contextOf(manifest: Manifest, runtime: RuntimeKind): EndpointContext {
  return { manifest, runtime, maxBodyBytes: 1, protect: false };
}

function withTool(
  context: EndpointContext,
  { timeoutMs, outputBytes }: { timeoutMs?: number; outputBytes?: number },
): EndpointContext {
  const tools = context.manifest.tools.map((tool) => ({
    ...tool,
    timeoutMs: timeoutMs ?? tool.timeoutMs,
    limits: { ...tool.limits, outputBytes: outputBytes ?? tool.limits.outputBytes },
  }));
  return { ...context, manifest: { ...context.manifest, tools } };
}

function bind(kind: 'httpApi' | 'restApi' | 'loadBalancer', context: EndpointContext) {
  const stack = new Stack(new App(), 'Limits');
  const zone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
    hostedZoneId: 'Z0000000EXAMPLE',
    zoneName: 'example.com',
  });
  return McpEndpoint[kind]({ domain: { name: 'mcp.example.com', zone } }).bind(stack, context);
}

/** The number in the refusal; none where it is not refused. */
function refusal(
  kind: Parameters<typeof bind>[0],
  context: EndpointContext,
  figure: RegExp,
): number | undefined {
  try {
    bind(kind, context);
    return undefined;
  } catch (error) {
    const found = figure.exec(error instanceof Error ? error.message : '')?.[1];
    if (found === undefined) throw error;
    return Number(found);
  }
}

function required(...asked: Parameters<typeof refusal>): number {
  const found = refusal(...asked);
  if (found === undefined) throw new Error(`${asked[0]} has no limit of ${asked[2].source}.`);
  return found;
}
