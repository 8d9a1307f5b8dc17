import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createApprovalPage } from '../../lambda/approvals/approval-page';
import { createRecordApproval } from '../../lambda/approvals/record-approval';
import { createAddresses } from '../../lambda/auth/addresses';
import { createCognitoTokens } from '../../lambda/auth/cognito-tokens';
import { isoTime, systemClock, type Clock } from '../../lambda/clock';
import { ROUTES } from '../../lambda/contract';
import { parseRootKeys } from '../../lambda/oauth/root-keys';
import { RequestLine, type WriteLine } from '../../lambda/request-line';
import { createSecretValue } from '../../lambda/secret-value';
import { DynamoDbApprovalStore } from '../../lambda/state/approvals/dynamodb-store';
import { REGION } from '../assembly/local-values';
import { oneLine } from '../desk-error';
import type { Engine } from '../dynamodb/engine';
import { refuse } from '../endpoint/upstream';
import type { LocalPool } from '../stand-ins/cognito/local-pool';
import { CLIENT_SECRET, SCOPE, SEALING_KEYS, approverPool, approverSettings } from './approver-pool';

export interface ApprovalDeskOptions {
  /** Origin of the desk's endpoint. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly engine: Pick<Engine, 'url'>;
  /** Where the tickets are. */
  readonly tableName: string;
  /** Plays the pool of the approver. */
  readonly pool: LocalPool;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called with each line of its log. */
  readonly onLine: (line: string) => void;
}

const SECRET_BYTES = 32;

/**
 * The approval page of a desk on which nobody else logs in: that of the cloud, before the tickets of this desk and a
 * pool of its own. The pool starts with the first visit, so that nobody waits for it who does not need it.
 */
export function createApprovalDesk(options: ApprovalDeskOptions): RequestListener {
  let opening: Promise<RequestListener> | undefined;
  return (request, response) => {
    opening ??= open(options);
    opening.then(
      (answer) => answer(request, response),
      (error: unknown) => {
        opening = undefined;
        refuse(response, 503, `The approval page does not open: ${oneLine(error)}`);
      },
    );
  };
}

async function open(options: ApprovalDeskOptions): Promise<RequestListener> {
  const { endpoint, serviceName, engine, tableName, pool, now, onLine } = options;
  const clock: Clock = { ...systemClock, now };
  const writeLine: WriteLine = (message, fields) =>
    onLine(JSON.stringify({ level: 'INFO', message, timestamp: isoTime(now()), ...fields }));
  const secrets: Readonly<Record<string, string>> = {
    [CLIENT_SECRET]: randomText(),
    [SEALING_KEYS]: JSON.stringify({ kid: '1', key: randomText() }),
  };
  const fetchSecret = (name: string): Promise<string> => Promise.resolve(secrets[name] ?? '');
  const settings = approverSettings(await pool.play(approverPool(endpoint, secrets[CLIENT_SECRET] ?? '')));
  const client = new DynamoDBClient({
    endpoint: engine.url,
    region: REGION,
    credentials: { accessKeyId: 'desk', secretAccessKey: 'desk' },
  });
  const scopes = [SCOPE];
  const url = `${endpoint}${ROUTES.mcp}`;
  const page = createApprovalPage({
    settings,
    addresses: createAddresses({ url, alternateUrls: [], name: serviceName, auth: settings, scopes }),
    serviceName,
    scopes,
    trust: {
      tokens: createCognitoTokens(settings),
      sealingKeys: createSecretValue({ arn: SEALING_KEYS, fetchSecret, clock, parse: parseRootKeys }),
    },
    fetchSecret,
    clock,
    store: new DynamoDbApprovalStore(() => Promise.resolve(client), tableName),
    // There is no account to record it in: the desk prints it.
    record: createRecordApproval({ writeLine, clock, log: { warn: writeLine }, sinks: [] }),
  });
  const app = new Hono<{ Variables: { line: RequestLine } }>();
  app.use(async function observeRequest(c, next) {
    const line = new RequestLine(writeLine, clock);
    c.set('line', line);
    line.add({ method: c.req.method, path: c.req.path });
    await next();
    line.end({ status: c.res.status });
  });
  // A browser keeps the cookies of the login by the name of the host: there is one.
  app.get('*', async function toItsName(c, next) {
    const { host, pathname, search } = new URL(c.req.url);
    if (host === new URL(endpoint).host) return next();
    return c.redirect(`${endpoint}${pathname}${search}`);
  });
  app.route('/', page);
  const listener = getRequestListener(app.fetch);
  return (request, response) => void listener(request, response);
}

function randomText(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}
