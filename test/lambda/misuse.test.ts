import workbench from '../fixtures/workbench';
import { readAnswer, rpcRequest, serveInProcess, type InProcess } from '../support/in-process';

const RECORD = 'cdk-mcp-service/error';
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

let server: InProcess;
beforeEach(() => {
  server = serveInProcess(workbench);
});

async function textOf(name: string, args: object): Promise<string> {
  const { result } = await server.call(name, args);
  return JSON.stringify(result);
}

describe('arguments', () => {
  it.each([
    ['an unknown field', { a: 1, b: 2, c: 3 }, "'c' is not a field; the fields are a, b, options"],
    [
      'an unknown field inside',
      { a: 1, b: 2, options: { round: true, mode: 1 } },
      "'options.mode' is not a field; the fields are round",
    ],
    ['a wrong type', { a: '1', b: 2 }, 'a: Invalid input: expected number, received string'],
    ['a missing field', { a: 1 }, 'b: Invalid input: expected number, received undefined'],
    ['a name that every object has', { a: 1, b: 2, toString: 1 }, "'toString' is not a field"],
  ])('with %s are refused by name', async (_case, args, sentence) => {
    const { result } = await server.call('add', args);
    expect(result).toMatchObject({
      isError: true,
      _meta: { [RECORD]: { code: 'INVALID_ARGUMENTS', outcome: 'not_executed' } },
    });
    expect(JSON.stringify(result)).toContain(JSON.stringify(sentence).slice(1, -1));
  });

  it('called __proto__ reach nothing', async () => {
    const { result } = await server.call('add', JSON.parse('{"a":1,"b":2,"__proto__":{"isError":true}}'));
    expect(result).toMatchObject({ structuredContent: { sum: 3 } });
    expect(Object.hasOwn(Object.prototype, 'isError')).toBe(false);
  });

  it('that nest too deep are refused before the schema looks at them', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`);
    expect(await textOf('add', deep)).toContain('nest deeper than 16 levels');
  });

  it('are named five at most, so that the answer stays short', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`field${index}`, index]));
    const text = await textOf('add', many);
    expect(text).toContain('(and 47 more)');
    expect(text.length).toBeLessThan(2_000);
  });

  it('may be left out where no field is required', async () => {
    expect(await server.rpc('tools/call', { name: 'whoami' })).toMatchObject({
      result: { content: [{ text: expect.stringContaining('anonymous') }] },
    });
  });
});

describe('a handler', () => {
  it('that throws a password leaks nothing to the caller, and everything to the log', async () => {
    const { result } = await server.call('leak_password', {});
    expect(result).toMatchObject({
      isError: true,
      _meta: { [RECORD]: { code: 'INTERNAL', outcome: 'unknown', requestId: 'request-1' } },
    });
    for (const secret of ['hunter2', 'postgres', '10.0.0.7', '/srv', '.ts', 'Error:'])
      expect(JSON.stringify(result)).not.toContain(secret);
    expect(server.lines[0]).toMatchObject({
      requestId: 'request-1',
      cause: expect.stringContaining('hunter2'),
    });
  });

  it('that hangs in a write ends with an unknown outcome', async () => {
    const { result } = await server.call('hang', {});
    expect(result).toMatchObject({
      _meta: { [RECORD]: { code: 'TIMED_OUT', retryable: false, outcome: 'unknown' } },
    });
    expect(JSON.stringify(result)).toContain('did not finish within 0.2 seconds. It may have taken effect');
  });

  it('that hangs in a read may be tried again', async () => {
    const { result } = await server.call('hang_reading', {});
    expect(result).toMatchObject({
      _meta: { [RECORD]: { code: 'TIMED_OUT', retryable: true, outcome: 'not_executed' } },
    });
  });

  it('that answers too much text is cut, and says that it ran', async () => {
    const { result } = await server.call('shout', { length: 5_000 });
    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThanOrEqual(2_048);
    expect(result).toMatchObject({
      content: [{ text: expect.stringMatching(/^é+$/) }, { text: expect.stringContaining('The call ran') }],
    });
    expect(result?.isError).toBeUndefined();
  });

  it('that answers too much structure ends in an error that says it ran', async () => {
    const { result } = await server.call('list_many', { length: 1_000 });
    expect(result).toMatchObject({
      isError: true,
      _meta: { [RECORD]: { code: 'OUTPUT_INVALID', outcome: 'executed' } },
    });
    expect(result?.structuredContent).toBeUndefined();
  });

  it('that breaks its output schema ends in an error that says it ran', async () => {
    expect((await server.call('break_promise', {})).result).toMatchObject({
      _meta: { [RECORD]: { code: 'OUTPUT_INVALID', outcome: 'executed' } },
    });
  });
});

describe("a tool's own rule", () => {
  it.each([
    ['missing', 'NOT_FOUND'],
    ['closed', 'CONFLICT'],
    ['broken', 'INTERNAL'],
  ])('refuses %s as %s, and nothing ran', async (id, code) => {
    const { result } = await server.call('close_case', { id });
    expect(result).toMatchObject({ isError: true, _meta: { [RECORD]: { code, outcome: 'not_executed' } } });
    expect(JSON.stringify(result)).not.toContain('secret=abc');
  });

  it('lets the rest pass', async () => {
    expect((await server.call('close_case', { id: '7' })).result).toMatchObject({
      content: [{ text: 'closed 7' }],
    });
  });
});

describe('a request', () => {
  it.each([
    ['of 5 MB', 'x'.repeat(5_000_000), 413, 413, 'larger than the 1048576 bytes'],
    ['that is not JSON', '{"jsonrpc":', 400, -32_700, 'not JSON'],
    ['that is a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', 400, -32_600, 'Batches are not served'],
    ['that is a text', '"hello"', 400, -32_600, 'not a JSON-RPC message'],
    ['without a body', '', 400, -32_700, 'not JSON'],
  ])('%s is refused with a code and a sentence', async (_case, body, status, code, sentence) => {
    const answer = await readAnswer(await server.fetch(rpcRequest(body)));
    expect(answer).toMatchObject({
      status,
      error: {
        code,
        message: expect.stringContaining(sentence),
        data: { code: 'INVALID_ARGUMENTS', requestId: 'request-1' },
      },
    });
    expect(server.lines).toEqual([expect.objectContaining({ status })]);
  });

  it('that declares no length is stopped at the limit', async () => {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(120));
      },
    });
    const headers = { 'content-type': 'application/json' };
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half', headers };
    const response = await server.fetch(new Request('https://mcp.example.com/mcp', init));
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(1_048_576 + 4 * 65_536);
  });

  it('that declares too much is refused before it is read', async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536).fill(120));
        if (pulled === 80) controller.close();
      },
    });
    const headers = { 'content-type': 'application/json', 'content-length': String(80 * 65_536) };
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half', headers };
    expect((await server.fetch(new Request('https://mcp.example.com/mcp', init))).status).toBe(413);
    expect(pulled).toBeLessThanOrEqual(1);
  });

  it.each([
    ['GET', 405],
    ['DELETE', 405],
    ['PUT', 405],
  ])('%s of the endpoint answers %d', async (method, status) => {
    const response = await server.fetch(new Request('https://mcp.example.com/mcp', { method }));
    expect(response.status).toBe(status);
    expect(response.headers.get('allow')).toBe('POST');
  });

  it('of another path answers 404 and names the endpoint', async () => {
    const answer = await readAnswer(await server.fetch(new Request('https://mcp.example.com/')));
    expect(answer).toMatchObject({ status: 404, error: { message: expect.stringContaining('/mcp') } });
  });

  it('of an unknown method answers -32601 in both eras', async () => {
    expect(await server.rpc('tools/destroy')).toMatchObject({ error: { code: -32_601 } });
    const modern = { jsonrpc: '2.0', id: 1, method: 'tools/destroy', params: { _meta: MODERN } };
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/destroy' };
    expect(await readAnswer(await server.fetch(rpcRequest(modern, headers)))).toMatchObject({
      status: 404,
      error: { code: -32_601 },
    });
  });

  it('whose headers say another tool than its body is refused', async () => {
    const message = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'close_case', arguments: { id: '1' }, _meta: MODERN },
    };
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'add' };
    expect(await readAnswer(await server.fetch(rpcRequest(message, headers)))).toMatchObject({
      status: 400,
      error: { code: -32_020 },
    });
    expect(server.lines[0]).not.toHaveProperty('tool');
  });
});
