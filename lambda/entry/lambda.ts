import { preloadSchemas } from '@modelcontextprotocol/server';
import { Hono } from 'hono';
import { handle, streamHandle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { PROBE_EVENT_KEY, PROBE_EVENT_VALUE } from '../contract';
import { boot, type Bundle } from '../boot';
import type { McpServer } from '../server';

/** The part of an invocation's context that is used. */
interface InvocationContext {
  readonly awsRequestId: string;
}

/** What `hono/aws-lambda` hands on: `handle` calls it `lambdaContext`, `streamHandle` `context`. */
interface LambdaBindings {
  readonly lambdaContext?: InvocationContext;
  readonly context?: InvocationContext;
}

type StreamHandler = ReturnType<typeof awslambda.streamifyResponse>;

export interface LambdaHandlers {
  /** HTTP API, REST API and load balancer events; the reply is buffered. The minute's probe, too. */
  readonly handler: (event: LambdaEvent, context?: LambdaContext) => Promise<object>;
  /** REST API events; the reply is streamed. Present where the Lambda runtime offers streaming. */
  readonly streamHandler?: StreamHandler;
}

/** Boots once per instance. A deployment that cannot serve fails its init, with the reason in the log. */
export async function startLambda(bundle: Bundle): Promise<LambdaHandlers> {
  preloadSchemas();
  const server = await boot(bundle, process.env);
  server.health.phase = 'serving';
  const app = adapt(server);
  const answer = handle(app, { isContentTypeBinary });
  return {
    handler: async (event, context) => {
      if (!isProbe(event)) return answer(event, context);
      await server.probe();
      return {};
    },
    streamHandler: canStream() ? streamOrProbe(server, streamHandle(app)) : undefined,
  };
}

/** The probe's event is no request: it would be answered with an error. */
function streamOrProbe(server: McpServer, stream: ReturnType<typeof streamHandle>): StreamHandler {
  return awslambda.streamifyResponse(async (event, reply, context) => {
    // Hono's type has the arguments of a buffered handler, which the runtime does not give this one.
    if (!isProbe(event)) await Reflect.apply(stream, undefined, [event, reply, context]);
    else {
      await server.probe();
      reply.end();
    }
  });
}

/** What a schedule sends once a minute, so that an idle service still reports. */
function isProbe(event: unknown): boolean {
  if (typeof event !== 'object' || event === null) return false;
  return PROBE_EVENT_KEY in event && event[PROBE_EVENT_KEY] === PROBE_EVENT_VALUE;
}

/** Lambda's runtime puts this global there; outside, Hono puts a stub in its place that cannot stream. */
function canStream(): boolean {
  const { awslambda }: { awslambda?: { streamifyResponse?: unknown } } = globalThis;
  return typeof awslambda?.streamifyResponse === 'function';
}

function adapt(server: McpServer): Hono<{ Bindings: LambdaBindings }> {
  const app = new Hono<{ Bindings: LambdaBindings }>();
  app.all('*', (c) => {
    const { lambdaContext, context } = c.env;
    return server.fetch(c.req.raw, {
      requestId: (lambdaContext ?? context)?.awsRequestId,
      xrayHeader: process.env._X_AMZN_TRACE_ID,
    });
  });
  return app;
}

/** Texts and event streams are not binary: Hono would put a stream into base64. */
export function isContentTypeBinary(contentType: string): boolean {
  return !/^text\/|[/+]json\b/i.test(contentType);
}
