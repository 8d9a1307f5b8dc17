import type { RecordSink } from '../../lambda/approvals/record-approval';
import type { CognitoSettings } from '../../lambda/contract';
import { createKeyRing } from '../../lambda/oauth/key-ring';
import { parseRootKeys } from '../../lambda/oauth/root-keys';
import { createSealer, type Sealer } from '../../lambda/oauth/sealer';
import { createSecretValue } from '../../lambda/secret-value';
import { keyOfId, type ApprovalStore, type Ticket } from '../../lambda/state/approvals/approvals';
import { MemoryApprovalStore } from '../../lambda/state/approvals/memory-store';
import closing from '../fixtures/closing';
import { BrowserJar } from './browser-jar';
import { RESOURCE, startCognitoPool, type CognitoPool } from './cognito-pool';
import { ISSUER, encode, locationOf, type Fields } from './facade';
import { serveInProcess, type InProcess, type Line } from './in-process';
import { ManualClock } from './manual-clock';

export const TICKET = `${'k'.repeat(22)}${'n'.repeat(12)}`;
export const OTHER_TICKET = `${'o'.repeat(22)}${'n'.repeat(12)}`;

interface PersonClaims {
  readonly sub?: string;
  readonly username?: string;
  readonly 'cognito:groups'?: readonly string[] | string;
  readonly [claim: string]: unknown;
}

interface Posted {
  readonly fields?: Fields;
  readonly headers?: Record<string, string>;
}

export interface ApprovalDesk {
  readonly server: InProcess;
  readonly pool: CognitoPool;
  readonly clock: ManualClock;
  readonly store: ApprovalStore;
  /** With the server's own keys. */
  readonly sealer: Sealer;
  /** Lines of the audit. */
  audited(): Line[];
  /** A call that waits. */
  ask(changes?: Partial<Ticket>): Promise<void>;
  get(path: string, jar?: BrowserJar, headers?: Record<string, string>): Promise<Response>;
  /** Where a person without a session is sent. */
  toCognito(path: string, jar: BrowserJar): Promise<URL>;
  /** A browser in which somebody logged in. @param claims - of their token; an approver who is not Ana otherwise */
  logIn(claims?: PersonClaims, path?: string): Promise<{ jar: BrowserJar; back: Response }>;
  post(path: string, jar: BrowserJar, posted?: Posted): Promise<Response>;
  /** The token in the form of a ticket. */
  tokenOf(id: string, jar: BrowserJar): Promise<string>;
  /** Decides on the page as a person does. */
  decide(id: string, jar: BrowserJar, fields?: Fields, headers?: Record<string, string>): Promise<Response>;
  statusOf(id: string): Promise<string | undefined>;
  stop(): Promise<void>;
}

export const BEN: PersonClaims = { sub: 'sub-ben', username: 'ben', 'cognito:groups': ['approvers'] };
export const ANA: PersonClaims = { sub: 'sub-ana', username: 'ana', 'cognito:groups': ['approvers'] };

/** The server whose tools ask for approval, before a pool, with tickets that a test can look at. */
export async function startApprovalDesk(
  auth: Partial<CognitoSettings> = {},
  recordSinks: readonly RecordSink[] = [],
): Promise<ApprovalDesk> {
  const pool = await startCognitoPool(auth);
  const clock = new ManualClock();
  const store: ApprovalStore = new MemoryApprovalStore();
  const fetchSecret = (arn: string) => Promise.resolve(pool.secrets.get(arn) ?? '');
  const server = serveInProcess(closing, {
    clock,
    approvalStore: store,
    recordSinks,
    settings: { auth: pool.settings, url: RESOURCE },
    fetchSecret,
  });
  const sealingKeys = createSecretValue({
    arn: pool.settings.sealingKeys,
    fetchSecret,
    clock,
    parse: parseRootKeys,
  });

  const desk: ApprovalDesk = {
    server,
    pool,
    clock,
    store,
    sealer: createSealer(createKeyRing(sealingKeys, ISSUER)),
    audited: () => server.lines.filter((line) => 'audit' in line),
    async ask(changes = {}) {
      const { id = TICKET } = changes;
      await store.ask({
        id,
        key: keyOfId(id),
        tool: 'close_case',
        arguments: '{"id":"7"}',
        subject: 'sub-ana',
        agent: 'https://claude.ai/oauth/client.json',
        requestId: 'request-0',
        stateKey: 'c3RhdGUta2V5',
        requestedAt: clock.now(),
        expiresAt: clock.now() + 1_800_000,
        status: 'pending',
        ...changes,
      });
    },
    async get(path, jar = new BrowserJar(), headers = {}) {
      const cookie = jar.header();
      const response = await server.fetch(
        new Request(`${ISSUER}${path}`, { headers: { ...(cookie && { cookie }), ...headers } }),
      );
      jar.take(response);
      return response;
    },
    toCognito: async (path, jar) => new URL(locationOf(await desk.get(path, jar))),
    async logIn(claims = BEN, path = '/approvals') {
      const jar = new BrowserJar();
      const login = await desk.toCognito(path, jar);
      pool.personClaims = claims;
      const query = { code: pool.code(login), state: login.searchParams.get('state') ?? '' };
      return { jar, back: await desk.get(`/approvals/callback?${encode(query)}`, jar) };
    },
    async post(path, jar, { fields = {}, headers = {} } = {}) {
      const cookie = jar.header();
      const response = await server.fetch(
        new Request(`${ISSUER}${path}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            ...(cookie && { cookie }),
            origin: 'null',
            'sec-fetch-site': 'same-origin',
            ...headers,
          },
          body: encode(fields),
        }),
      );
      jar.take(response);
      return response;
    },
    async tokenOf(id, jar) {
      const html = await (await desk.get(`/approvals/${id}`, jar)).text();
      return /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
    },
    async decide(id, jar, fields = {}, headers = {}) {
      const token = await desk.tokenOf(id, jar);
      return desk.post(`/approvals/${id}`, jar, {
        fields: { token, decision: 'approve', ...fields },
        headers,
      });
    },
    statusOf: async (id) => (await store.find(keyOfId(id), 0))?.status,
    stop: () => pool.stop(),
  };
  return desk;
}
