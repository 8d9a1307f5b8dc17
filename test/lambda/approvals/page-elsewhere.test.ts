import { ROUTES } from '../../../lambda/contract';
import closing from '../../fixtures/closing';
import { RESOURCE, startCognitoPool, type CognitoPool } from '../../support/cognito-pool';
import { serveInProcess, type InProcess } from '../../support/in-process';

const ELSEWHERE = 'http://127.0.0.1:8787/approvals';

let pool: CognitoPool;
beforeAll(async () => {
  pool = await startCognitoPool();
});
afterAll(() => pool.stop());

const pageOf = ({ fetch }: InProcess) => fetch(new Request(new URL(ROUTES.approvals, RESOURCE)));

test('a server that lets everybody in has no page, and names none', async () => {
  const server = serveInProcess(closing);
  expect((await pageOf(server)).status).toBe(404);
  const { result } = await server.call('close_case', { id: '7' });
  expect(JSON.stringify(result)).toContain('Tell the person you work for, wait for the decision');
});

test('where the page is somewhere else, the agent is told of that one', async () => {
  const server = serveInProcess(closing, { settings: { approvalsUrl: ELSEWHERE } });
  expect((await pageOf(server)).status).toBe(404);
  const { result } = await server.call('close_case', { id: '7' });
  expect(JSON.stringify(result)).toMatch(/decided at http:\/\/127\.0\.0\.1:8787\/approvals\/[\w-]{34},/);
});

test.each([
  ['here', undefined, 303],
  ['somewhere else', ELSEWHERE, 404],
])('there is one page: that of a server behind a pool is %s', async (_where, approvalsUrl, status) => {
  const fetchSecret = (arn: string) => Promise.resolve(pool.secrets.get(arn) ?? '');
  const settings = { auth: pool.settings, url: RESOURCE, approvalsUrl };
  expect((await pageOf(serveInProcess(closing, { settings, fetchSecret }))).status).toBe(status);
});
