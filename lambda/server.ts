import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { createApprovalPage } from './approvals/approval-page';
import { createRecordApproval, type RecordSink } from './approvals/record-approval';
import { createAddresses } from './auth/addresses';
import { createAuthenticate, createCognitoTrust } from './auth/authenticate';
import { insufficientScope, unauthorized } from './auth/challenge';
import { missingScopes } from './auth/scopes';
import type { Clock } from './clock';
import {
  METRICS,
  ROUTES,
  approvalPath,
  asksForApproval,
  longestCallMs,
  scopesOf,
  type Settings,
} from './contract';
import { writeGauges, type Gauges } from './health/gauges';
import { Health } from './health/health';
import { createLimiter } from './limits/limiter';
import { createThrottle } from './limits/throttle';
import { createUsesOf } from './limits/uses';
import type { Log } from './log';
import { createAuthorizationServer } from './oauth/authorization-server';
import type { FetchPublic } from './oauth/fetch-public';
import { createPipeline } from './pipeline';
import { createProtocol } from './protocol/protocol';
import { refuse } from './refusal';
import type { Registry } from './registry';
import { calledTool, describeMessage, metaOf, neededScopes, readMessage } from './request-body';
import { RequestLine, type WriteLine } from './request-line';
import { endWithResponse } from './response-end';
import type { FetchSecret } from './secret-value';
import type { ReadSecret } from './secrets';
import type { ApprovalStore } from './state/approvals/approvals';
import type { IdempotencyStore } from './state/idempotency/store';
import type { LimitStore } from './state/limits/store';
import { readTrace } from './tracing/trace-context';
import { readXrayHeader } from './tracing/xray-ids';
import { createSwitchAudit } from './state/switches/switch-audit';
import { createFindSwitch, type SwitchStore } from './state/switches/switches';

export interface ServerPorts {
  readonly settings: Settings;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Log;
  readonly writeLine: WriteLine;
  readonly readSecret: ReadSecret;
  /** For the server's own secrets. */
  readonly fetchSecret: FetchSecret;
  /** For what strangers name: a host's metadata document. */
  readonly fetchPublic: FetchPublic;
  readonly switches: SwitchStore;
  readonly idempotencyStore: IdempotencyStore;
  readonly limitStore: LimitStore;
  readonly approvalStore: ApprovalStore;
  /** Where approvals are recorded besides the log. */
  readonly recordSinks: readonly RecordSink[];
  /** Names a request when its entry has no id for it. */
  readonly newId: () => string;
}

/** What an entry may know of a request. */
export interface RequestEnvironment {
  readonly requestId?: string;
  /** X-Ray's header of this invocation. */
  readonly xrayHeader?: string;
}

export interface McpServer {
  /** A web-standard handler: nothing past the entries knows AWS. */
  readonly fetch: (request: Request, environment?: RequestEnvironment) => Promise<Response>;
  readonly health: Health;
  /** Writes the lines of a minute: what is true also while nobody calls. */
  readonly probe: (gauges?: Gauges) => Promise<void>;
  /** Loads what the first call would wait for; a second at most. Never throws: the first call tries again. */
  readonly warmUp: () => Promise<void>;
  /** The longest that one call may take, rule and handler together. */
  readonly longestCallMs: number;
}

interface Variables {
  requestId: string;
  line: RequestLine;
}

/** The spine: every request, from its first line to its last. */
export function createServer(ports: ServerPorts): McpServer {
  const { settings, registry, clock, log } = ports;
  const { manifest } = registry;
  const scopes = scopesOf(manifest);
  const addresses = createAddresses({ ...settings, name: manifest.name, scopes });
  const trust = settings.auth.kind === 'cognito' ? createCognitoTrust(settings.auth, ports) : undefined;
  const authenticate = createAuthenticate({ settings, scopes, addresses, cognito: trust });
  const health = new Health(registry.module.healthChecks, clock, (failure) =>
    log.warn('health check failed', { ...failure }),
  );
  const findSwitch = createFindSwitch(
    ports.switches,
    clock,
    (reason) => log.warn('switches cannot be read', { reason }),
    createSwitchAudit({ store: ports.switches, clock, writeLine: ports.writeLine }),
  );
  const approvals = asksForApproval(manifest) ? ports.approvalStore : undefined;
  const limiter = createLimiter({ store: ports.limitStore, clock });
  const usesOf = createUsesOf(settings.rates);
  const throttle = createThrottle(limiter, usesOf);
  const keptMs = settings.idempotencyKeptSeconds * 1_000;
  const hasApprovalPage =
    trust !== undefined && approvals !== undefined && settings.approvalsUrl === undefined;
  const approvalsUrl = hasApprovalPage ? settings.url : settings.approvalsUrl;
  const linkTo =
    approvalsUrl === undefined
      ? undefined
      : (ticket: string) => new URL(approvalPath(ticket), approvalsUrl).href;
  const recordApproval = createRecordApproval({ ...ports, sinks: ports.recordSinks, linkTo });
  const pipeline = createPipeline({
    ...ports,
    linkTo,
    recordApproval,
    latencyObjectives: settings.latencyObjectives,
    findSwitch,
    limiter,
    usesOf,
    keptMs,
  });
  const serve = createProtocol({ ...ports, pipeline, maxBodyBytes: settings.maxBodyBytes });
  const origins = [...addresses.origins, ...settings.allowedOrigins];

  const app = new Hono<{ Bindings: RequestEnvironment; Variables: Variables }>();

  app.use(async function observeRequest(c, next) {
    const requestId = c.env?.requestId ?? ports.newId();
    const line = new RequestLine(ports.writeLine, clock);
    c.set('requestId', requestId);
    c.set('line', line);
    line.add({ requestId, method: c.req.method, path: c.req.path.slice(0, PATH_LENGTH) });
    await next();
    const ended = endWithResponse(c.res, line);
    if (ended !== c.res) c.res = ended;
  });

  app.get(ROUTES.live, (c) =>
    c.json({ status: health.live ? 'live' : health.phase }, health.live ? 200 : 503),
  );
  app.get(ROUTES.ready, async (c) => {
    const status = await health.readiness();
    return c.json({ status }, status === 'unavailable' ? 503 : 200);
  });

  app.use('/.well-known/*', cors({ origin: '*', allowMethods: ['GET'] }));
  app.get(ROUTES.protectedResource, (c) => c.json(addresses.of(c.req.raw).metadata));
  app.get(ROUTES.protectedResourceRoot, (c) => c.json(addresses.of(c.req.raw).metadata));

  if (settings.auth.kind === 'cognito' && trust) {
    const facade = {
      settings: settings.auth,
      addresses,
      serviceName: manifest.name,
      scopes,
      trust,
      findSwitch,
    };
    app.route(
      '/',
      createAuthorizationServer({
        ...facade,
        clock,
        fetchSecret: ports.fetchSecret,
        fetchPublic: ports.fetchPublic,
      }),
    );
    if (hasApprovalPage) {
      const { approvalStore: store } = ports;
      app.route('/', createApprovalPage({ ...facade, clock, store, record: recordApproval }));
    }
  }

  const answerCors = cors({ origin: origins, ...CORS });
  app.use(ROUTES.mcp, async function checkOrigin(c, next) {
    const sent = c.req.header('origin');
    // Only browsers send one, and only they need the headers.
    if (sent === undefined) return next();
    if (origins.includes(sent)) return answerCors(c, next);
    c.var.line.add(refusedBy('origin', 'the browser origin is not allowed'));
    const message = 'Requests from this browser origin are refused. Add it to allowedOrigins.';
    return refuse({ status: 403, code: 'PERMISSION_DENIED', message, requestId: c.var.requestId });
  });
  app.all(ROUTES.mcp, async (c) => {
    const { requestId, line } = c.var;
    const request = c.req.raw;
    if (request.method !== 'POST') return methodNotAllowed(requestId);
    const authentication = await authenticate(request);
    if (authentication.kind === 'refused') {
      line.count(METRICS.unauthorized);
      line.add(refusedBy('token', authentication.reason));
      const { tokenSent } = authentication;
      return unauthorized(addresses.of(request), { tokenSent, scopes, requestId });
    }
    if (authentication.kind === 'unavailable') {
      line.add({ reason: authentication.reason });
      return keysUnavailable(requestId);
    }
    const { caller } = authentication;
    line.add({ caller: caller.subject, agent: caller.agent, tenant: caller.tenant });
    const body = await readMessage(request, settings.maxBodyBytes, requestId);
    if (body.kind === 'refused') return (await throttle({ requestId, caller, line })) ?? body.response;
    const trace = readTrace(metaOf(body.message), request.headers);
    const lambdaTrace = readXrayHeader(c.env?.xrayHeader);
    const exchange = { requestId, caller, line, trace, lambdaTrace };
    line.add({ ...describeMessage(body.message, request), traceId: trace?.traceId });
    const needed = neededScopes(body.message, registry);
    const missing = missingScopes(needed, caller.scopes);
    // The call of a tool takes from its own limits, in the pipeline; everything else takes from the caller's here.
    const limitedLater = missing.length === 0 && calledTool(body.message, registry) !== undefined;
    const throttled = limitedLater ? undefined : await throttle(exchange);
    if (throttled) return throttled;
    if (missing.length > 0) {
      line.add(refusedBy('scopes', `the token lacks ${missing.join(' ')}`));
      const { allowed } = authentication;
      if (allowed === undefined || missing.every((scope) => allowed.includes(scope))) {
        // With what the token holds: a host that asks for just this would lose it, and be asked again.
        const held = scopes.filter((scope) => caller.scopes.includes(scope) || needed.includes(scope));
        return insufficientScope(addresses.of(request), held, requestId);
      }
      // The pipeline refuses the call of a tool itself, in words that reach the model.
      if (calledTool(body.message, registry) === undefined) return notAllowed(requestId);
    }
    return serve(request, body.message, exchange);
  });
  app.notFound((c) => {
    const message = `Nothing is here. The MCP endpoint is ${ROUTES.mcp}.`;
    return refuse({ status: 404, code: 'NOT_FOUND', message, requestId: c.var.requestId });
  });
  app.onError((error, c) => {
    c.var.line.add({ code: 'INTERNAL', cause: error.stack });
    const message = 'The server failed for a reason it did not expect.';
    return refuse({ status: 500, code: 'INTERNAL', message, requestId: c.var.requestId });
  });

  return {
    fetch: async (request, environment = {}) => app.fetch(request, environment),
    health,
    probe: (gauges = {}) => writeGauges({ ...ports, health, approvals }, gauges),
    warmUp: async () => {
      await Promise.allSettled([limiter.warmUp(), ports.idempotencyStore.ready()]);
    },
    longestCallMs: longestCallMs(manifest),
  };
}

/** A caller chose it: the line stays bounded. */
const PATH_LENGTH = 256;

const CORS = {
  allowMethods: ['POST'],
  allowHeaders: [
    'authorization',
    'content-type',
    'mcp-protocol-version',
    'mcp-method',
    'mcp-name',
    'mcp-session-id',
  ],
  exposeHeaders: ['www-authenticate', 'mcp-protocol-version'],
  maxAge: 600,
};

/** What the line says of a 401 or a 403. */
function refusedBy(policy: 'origin' | 'token' | 'scopes', reason: string) {
  return { decision: 'refused', policy, code: 'PERMISSION_DENIED', reason };
}

/** A login could not change it: a challenge would send the host through one for ever. */
function notAllowed(requestId: string): Response {
  const message = 'This account may not do that. The operator gives access.';
  return refuse({ status: 403, code: 'PERMISSION_DENIED', message, requestId });
}

/** MCP 2026-07-28 has POST only; earlier clients take 405 for "no stream to listen to, no session to end". */
function methodNotAllowed(requestId: string): Response {
  const message = 'The MCP endpoint takes POST only; it keeps no sessions.';
  return refuse({ status: 405, code: 'INVALID_ARGUMENTS', message, requestId, headers: { Allow: 'POST' } });
}

function keysUnavailable(requestId: string): Response {
  return refuse({
    status: 503,
    code: 'UPSTREAM_UNAVAILABLE',
    message: 'Access tokens cannot be checked right now: the authorization server does not answer.',
    requestId,
    retryAfterSeconds: 10,
    headers: { 'Retry-After': '10' },
  });
}
