import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSeed } from '../../local/seed';
import { errorOfApp, synthesize } from '../../local/synthesize';
import { temporaryFolder } from './fixtures';

const folder = temporaryFolder();
const environment = { PATH: process.env.PATH };

function project(name: string, app: string, files: Record<string, unknown> = {}): string {
  const directory = join(folder, name);
  mkdirSync(directory);
  writeFileSync(join(directory, 'app.js'), app);
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(directory, file), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return directory;
}

const APP = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  mkdirSync(process.env.CDK_OUTDIR, { recursive: true });
  writeFileSync(process.env.CDK_OUTDIR + '/seen.json', JSON.stringify({ context: JSON.parse(process.env.CDK_CONTEXT_JSON), validation: process.env.CDK_VALIDATION }));`;

test('runs the app of cdk.json with its context and the sign that it is for a desk', async () => {
  const directory = project('good', APP, {
    'cdk.json': { app: 'node app.js', context: { flag: true } },
    'cdk.context.json': { 'vpc-lookup': 'vpc-1' },
  });
  const output = await synthesize({ directory, environment });
  expect(output).toBe(join(directory, 'cdk.out', 'desk'));
  expect(JSON.parse(readFileSync(join(output, 'seen.json'), 'utf8'))).toEqual({
    context: { flag: true, 'vpc-lookup': 'vpc-1', 'cdk-mcp-service:desk': true },
    validation: 'false',
  });
});

test('context is added to that of cdk.json, and the assembly has a folder of its own', async () => {
  const directory = project('backtested', APP, {
    'cdk.json': { app: 'node app.js', context: { flag: true } },
  });
  const context = { flag: 'given', alerts: 'ops@example.com' };
  const output = await synthesize({ directory, environment, context, output: 'backtest' });
  expect(output).toBe(join(directory, 'cdk.out', 'backtest'));
  expect(JSON.parse(readFileSync(join(output, 'seen.json'), 'utf8')).context).toEqual({
    ...context,
    'cdk-mcp-service:desk': true,
  });
});

test('--app needs no cdk.json', async () => {
  const directory = project('given', APP);
  await expect(synthesize({ directory, environment })).rejects.toThrow(
    'There is no cdk.json with an "app" here.',
  );
  await synthesize({ directory, app: 'node app.js', environment });
});

test('an app that fails is told in its own words and the place in its sources', async () => {
  const directory = project('bad', `throw new TypeError('no issuer:\\nname one');`);
  await expect(synthesize({ directory, app: 'node app.js', environment })).rejects.toThrow(
    /^The app does not synthesize \(node app\.js; exit code 1\): no issuer: name one \(app\.js:1:7\)$/,
  );
});

test('an app that prints instead of throwing, a command that does not exist, and bad JSON are one line each', async () => {
  const directory = project(
    'quiet',
    `console.error('Name the issuer:\\n  -c issuer=…'); process.exitCode = 3;`,
    {
      'cdk.json': '{',
    },
  );
  await expect(synthesize({ directory, environment })).rejects.toThrow(/cdk\.json is not JSON/);
  writeFileSync(join(directory, 'cdk.json'), '{"app":"node app.js"}');
  await expect(synthesize({ directory, environment })).rejects.toThrow(
    'exit code 3): Name the issuer: -c issuer=…',
  );
  await expect(synthesize({ directory, app: 'no-such-command', environment })).rejects.toThrow(
    /127\): .*not found/,
  );
});

test('the place is the first frame outside of packages', () => {
  const errors = `file.js:1
  throw new X()
        ^

ToolsBundleError: The tools module cannot be bundled:
✘ [ERROR] Expected ";" but found "x"

    tools/index.ts:3:5:
      3 │ let x x
        ╵       ^
    at bundleTools (/app/node_modules/kit/lib/bundle.js:1:1)
    at new Desk (/app/lib/stack.ts:12:5)
    at /app/bin/app.ts:3:1

Node.js v20.20.2`;
  expect(errorOfApp(errors, '/app')).toBe(
    'The tools module cannot be bundled: Expected ";" but found "x" tools/index.ts:3:5: (lib/stack.ts:12:5)',
  );
});

describe('a seed', () => {
  const seed = async (source: string): Promise<string[]> => {
    const lines: string[] = [];
    writeFileSync(join(folder, 'seed.ts'), source);
    const onLine = (line: string) => void lines.push(line);
    await runSeed({ file: 'seed.ts', directory: folder, environment: { TABLE: 'tickets' }, onLine });
    return lines;
  };

  test('is a script that asks whether it is the program', async () => {
    const source = `export function fill(table: string) { console.log('filled', table, Object.keys(process.env).join()); }
      if (require.main === module) fill(process.env.TABLE!);`;
    expect(await seed(source)).toEqual(['filled tickets TABLE']);
  });

  test('or a module with top-level await', async () => {
    expect(
      await seed(
        `import { setImmediate } from 'node:timers/promises'; await setImmediate(); console.log('done');`,
      ),
    ).toEqual(['done']);
  });

  test('that fails, does not compile or does not exist is one line', async () => {
    await expect(seed(`throw new Error('no table')`)).rejects.toThrow(
      /^The seed seed\.ts failed \(exit code 1\): .*no table/,
    );
    await expect(seed(`let x x`)).rejects.toThrow(
      /^The seed seed\.ts cannot be compiled: [^\n]*seed\.ts:1:6/,
    );
    const missing = { file: 'none.ts', directory: folder, environment: {}, onLine: () => undefined };
    await expect(runSeed(missing)).rejects.toThrow(/^The seed none\.ts cannot be compiled: [^\n]*$/);
  });
});
