import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from './tokens';
import type { ToolsBundle } from '../../local/reload';
import { start, type StartOptions } from '../../local/start';
import { Teardown } from '../../local/teardown';
import { MANIFEST, recordingPrint, temporaryFolder, writeAssembly, writeServer } from './fixtures';

const folder = temporaryFolder();
const MOST_LOOKS = 2_000;

interface Reply {
  readonly marker: string;
  readonly environment: Record<string, string>;
  readonly headers: Record<string, string>;
}

async function ask(url: string): Promise<Reply> {
  return Object(await (await fetch(url)).json());
}

/** An app whose tools module is a text: its bundle answers with that text. */
function app(name: string) {
  const directory = join(folder, name);
  const assembly = join(directory, 'assembly');
  const tools = join(directory, 'tools', 'index.ts');
  mkdirSync(join(directory, 'tools'), { recursive: true });
  mkdirSync(assembly);
  writeFileSync(tools, 'first');
  let bundle: ToolsBundle | Error = bundleOf('first');
  let synths = 0;

  function bundleOf(marker: string, manifest = MANIFEST): ToolsBundle {
    const output = join(directory, `bundle-${marker}`);
    writeServer(output, marker, manifest);
    return { directory: output, hash: marker, manifest, inputs: [tools] };
  }

  return {
    directory,
    print: recordingPrint(),
    get synths() {
      return synths;
    },
    synthesize: () => {
      synths += 1;
      const manifest = bundle instanceof Error ? MANIFEST : bundle.manifest;
      writeAssembly(assembly, 'Desk', { tools, marker: `synthesized-${synths}`, manifest });
      return Promise.resolve(assembly);
    },
    bundleTools: () => {
      if (bundle instanceof Error) throw bundle;
      return bundle;
    },
    change(next: ToolsBundle | Error) {
      bundle = next;
      writeFileSync(tools, String(Math.random()));
    },
    bundleOf,
  };
}

async function started(name: string, options: Partial<StartOptions> = {}) {
  const own = app(name);
  const teardown = new Teardown();
  const given = { port: 0, now: Date.now, ...own, ...options };
  const desk = await start(given, teardown).catch(async (error: unknown) => {
    await teardown.run();
    throw error;
  });
  return { app: own, desk, teardown };
}

/** Resolves when what is printed has a line that matches. */
async function printed(lines: readonly string[], pattern: RegExp): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    if (lines.some((line) => pattern.test(line))) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`nothing printed matches ${pattern}: ${lines.join('\n')}`);
}

test('what runs is what was synthesized', async () => {
  const { app: own, desk, teardown } = await started('synthesized');
  const { origin } = new URL(desk.url);
  const { marker, environment, headers } = await ask(desk.url);
  expect(marker).toBe('synthesized-1');
  expect(environment).toMatchObject({ MCP_URL: desk.url, MCP_IDEMPOTENCY_TABLE: 'Desk-State' });
  expect(environment).not.toHaveProperty('HOME');
  expect(decodeJwt(headers.authorization)).toMatchObject({
    iss: 'https://issuer.invalid',
    aud: 'try-it',
    scope: 'read',
  });
  const text = own.print.lines.join('\n');
  expect(text).toContain(`claude mcp add --transport http try-it ${desk.url}`);
  expect(text).toMatch(/DynamoDB +dyn(oxide|alite) \d.* in memory: Desk-State, orders-us-east-1/);
  expect(text).toMatch(/Secrets Manager +\.env\.local: API_KEY is missing/);
  expect(text).toMatch(/not interpreted +BUCKET is left out: Ref Exports11111111 \(AWS::S3::Bucket\)/);
  // No tool asks for approval: there is no page, and the server answers there.
  expect(text).not.toContain('approve calls');
  expect(await ask(`${origin}/approvals`)).toMatchObject({ marker: 'synthesized-1' });
  expect(Math.max(...own.print.lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  await teardown.run();
  await expect(fetch(origin)).rejects.toThrow('fetch failed');
});

test('changed code takes over, broken code does not, and changed tools are synthesized again', async () => {
  const { app: own, desk, teardown } = await started('watched');
  try {
    own.change(own.bundleOf('second'));
    await printed(own.print.lines, /The tools module changed/);
    expect(await ask(desk.url)).toMatchObject({ marker: 'second' });
    expect(own.synths).toBe(1);

    own.change(new Error('The tools module cannot be bundled:\n  Expected ";"'));
    await printed(
      own.print.problems,
      /runs on as it was\. The tools module cannot be bundled: Expected ";"$/,
    );
    expect(await ask(desk.url)).toMatchObject({ marker: 'second' });

    own.change(own.bundleOf('third', { ...MANIFEST, version: '2.0.0' }));
    await printed(own.print.lines, /synthesized again/);
    expect(await ask(desk.url)).toMatchObject({ marker: 'synthesized-2' });
  } finally {
    await teardown.run();
  }
});

test('the seed runs once, before the server, with its environment', async () => {
  const seed = join(folder, 'fill.ts');
  writeFileSync(
    seed,
    `console.log('seeding', process.env.MCP_IDEMPOTENCY_TABLE, process.env.AWS_ENDPOINT_URL_DYNAMODB!.slice(0, 17));`,
  );
  const { app: own, teardown } = await started('seeded', { seed });
  await teardown.run();
  expect(own.print.lines[0]).toBe('  seeding Desk-State http://127.0.0.1:');
});

test('a start that fails leaves nothing behind', async () => {
  const seed = join(folder, 'fail.ts');
  writeFileSync(seed, `throw new Error('no')`);
  await expect(started('failing', { seed })).rejects.toThrow('The seed');
});

test('what is taken during the teardown is given back too', async () => {
  const given: number[] = [];
  const teardown = new Teardown();
  teardown.add(() => void given.push(1));
  teardown.add(() => Promise.reject(new Error('stuck')));
  teardown.add(() => void given.push(2));
  const running = teardown.run();
  teardown.add(() => void given.push(3));
  await Promise.all([running, teardown.run()]);
  expect(given).toEqual([2, 1, 3]);
});
