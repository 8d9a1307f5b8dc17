import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createApprovalPage } from '../../lambda/approvals/approval-page';
import { createRecordApproval } from '../../lambda/approvals/record-approval';
import { createAddresses } from '../../lambda/auth/addresses';
import { createCognitoTrust } from '../../lambda/auth/authenticate';
import { isoTime, systemClock, type Clock } from '../../lambda/clock';
import { ROUTES } from '../../lambda/contract';
import { RequestLine, type WriteLine } from '../../lambda/request-line';
import { DynamoDbApprovalStore } from '../../lambda/state/approvals/dynamodb-store';
import { REGION } from '../assembly/local-values';
import type { ApprovalDeskOptions } from './approval-desk';
import { CLIENT_SECRET, SCOPE, SEALING_KEYS, approverPool, approverSettings } from './approver-pool';

const SECRET_BYTES = 32;

/** The page of the cloud, before the tickets of this desk and a pool of its own. Secrets and keys are new each time. */
export async function openDeskPage(options: ApprovalDeskOptions): Promise<RequestListener> {
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
  const trust = createCognitoTrust(settings, { fetchSecret, clock });
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
    trust,
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
