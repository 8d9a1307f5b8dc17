import workbench from '../fixtures/workbench';
import { readAnswer, serveInProcess } from '../support/in-process';

const server = serveInProcess(workbench);
const send = (method: string, origin?: string, headers: Record<string, string> = {}) =>
  server.fetch(
    new Request('https://mcp.example.com/mcp', {
      method,
      headers: { ...(origin && { origin }), ...headers },
    }),
  );

it.each([
  'https://evil.example',
  'null',
  'http://app.example.com',
  'https://app.example.com.evil.example',
  'https://APP.example.com',
])('refuses a browser page of %s before anything is read', async (origin) => {
  const response = await send('POST', origin, { 'content-type': 'text/plain' });
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  expect(await readAnswer(response)).toMatchObject({
    status: 403,
    error: { message: expect.stringContaining('allowedOrigins'), data: { code: 'PERMISSION_DENIED' } },
  });
  expect(server.lines.at(-1)).toMatchObject({ status: 403, policy: 'origin', code: 'PERMISSION_DENIED' });
});

it('answers the preflight of an allowed page with what a client needs', async () => {
  const response = await send('OPTIONS', 'https://app.example.com', {
    'access-control-request-method': 'POST',
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  expect(response.headers.get('access-control-allow-methods')).toBe('POST');
  expect(response.headers.get('access-control-allow-headers')).toContain('mcp-protocol-version');
});

it('lets an allowed page read the challenge', async () => {
  const response = await send('GET', 'https://app.example.com');
  expect(response.headers.get('access-control-expose-headers')).toContain('www-authenticate');
  expect(response.headers.get('vary')).toMatch(/origin/i);
});

it('refuses the preflight of another page', async () => {
  expect((await send('OPTIONS', 'https://evil.example')).status).toBe(403);
});

it('lets requests without an Origin pass: they are not from a browser', async () => {
  expect((await server.call('add', { a: 1, b: 1 })).status).toBe(200);
});

it("lets the server's own origin pass", async () => {
  expect((await server.call('add', { a: 1, b: 1 }, { origin: 'https://mcp.example.com' })).status).toBe(200);
});
