import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toEnvironment } from '../../lambda/contract';
import { bundleTools, type ToolsBundle } from '../../lib/tools/bundle';
import { OPEN_SETTINGS } from '../support/settings';
import { ADDER, ModuleFolder } from './tools-modules';

const folder = new ModuleFolder();
const directories: string[] = [];
afterAll(() => {
  folder.remove();
  directories.forEach((directory) => rmSync(directory, { recursive: true }));
});

function filesOf({ directory }: ToolsBundle): string[] {
  return readdirSync(directory);
}

function codeOf(bundle: ToolsBundle): string {
  return filesOf(bundle)
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => readFileSync(join(bundle.directory, name), 'utf8'))
    .join('\n');
}

/** The file and every file of the bundle that it loads, sooner or later. */
function reachedFrom({ directory }: ToolsBundle, entry: string): string[] {
  const reached = new Set([entry]);
  for (const name of reached) {
    const text = readFileSync(join(directory, name), 'utf8');
    for (const [, file = ''] of text.matchAll(/"\.\/([\w-]+\.mjs)"/g)) reached.add(file);
  }
  return [...reached];
}

/** Bundles a text of no earlier run: a bundle that is kept could hide what this one does. */
function bundleFresh(text: string): ToolsBundle {
  const bundle = bundleTools(folder.write('fresh.ts', text.replace('Adds.', `Adds for ${randomUUID()}.`)));
  directories.push(bundle.directory);
  return bundle;
}

describe('the bundle of one module', () => {
  let bundle: ToolsBundle;
  let code: string;
  beforeAll(() => {
    bundle = bundleFresh(ADDER);
    code = codeOf(bundle);
  });

  test('holds both entries, their chunks and the manifest, and nothing else', () => {
    const names = filesOf(bundle);
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => !name.startsWith('chunk-'))).toEqual([
      'alive.mjs',
      'authorizer.mjs',
      'lambda.mjs',
      'manifest.json',
      'node.mjs',
    ]);
    expect(
      names.filter((name) => name.startsWith('chunk-') && !/^chunk-[0-9a-f]{16}\.mjs$/.test(name)),
    ).toEqual([]);
  });

  test('ships the manifest that synth was told', () => {
    const shipped: unknown = JSON.parse(readFileSync(join(bundle.directory, 'manifest.json'), 'utf8'));
    expect(shipped).toEqual(bundle.manifest);
    expect(bundle.manifest).toMatchObject({ contract: 1, name: 'adder', version: '0.1.0' });
  });

  test('has no CDK in it, and nothing of the synth side', () => {
    expect(code).not.toMatch(/aws-cdk-lib|jsii|CloudFormation|bundleTools|esbuild/);
  });

  test('carries no path of the machine that made it', () => {
    expect(code).not.toContain(resolve('.'));
  });

  test('stays small enough to start fast', () => {
    expect(code.length).toBeLessThan(2_000_000);
  });

  test('knows the module’s own sources, for whoever watches them', () => {
    expect(bundleTools('test/fixtures/workbench.ts').inputs).toEqual([resolve('test/fixtures/workbench.ts')]);
  });

  test('has an authorizer that knows no tools: neither it nor what it loads', () => {
    const reached = reachedFrom(bundle, 'authorizer.mjs');
    expect(reached.length).toBeGreaterThan(1);
    expect(reached.every((name) => name === 'authorizer.mjs' || name.startsWith('chunk-'))).toBe(true);
    const text = reached.map((name) => readFileSync(join(bundle.directory, name), 'utf8')).join('\n');
    expect(code).toContain('Adds for ');
    expect(text).not.toContain('Adds for ');
    expect(text).not.toMatch(/manifest\.json|defineTools/);
  });

  test('loads as a Lambda function from nothing but its own folder', () => {
    const program = `import(${JSON.stringify(join(bundle.directory, 'lambda.mjs'))})
      .then(({ handler }) => process.stdout.write(typeof handler))`;
    const env = toEnvironment(OPEN_SETTINGS);
    const printed = execFileSync(process.execPath, ['-e', program], { env, encoding: 'utf8' });
    expect(printed).toMatch(/"message":"instance started".*\}\nfunction$/);
  });

  test('is kept under the hash of its content', () => {
    expect(bundle.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(bundle.directory).toBe(resolve('node_modules/.cache/cdk-mcp-service', bundle.hash));
  });
});

test.each([
  ['import { z }', "import { z } from 'zod';"],
  ['import * as z', "import * as z from 'zod';"],
  ['import z', "import z from 'zod';"],
])('zod speaks English only, however it is imported: %s', (_style, text) => {
  const file = folder.write('zod-style.ts', ADDER.replace("import { z } from 'zod';", text));
  const code = codeOf(bundleTools(file));
  expect(code).toContain('Invalid input: expected ');
  // Words of other locales that have no letters which the bundler would escape.
  expect(code).not.toMatch(/Ongeldige invoer|tidak valid|erwartet|Nevalida/);
});

test('the same module gives the same bundle wherever its folder lies', () => {
  const files = {
    'tools.ts': `import { sum } from './part/sum';\n${ADDER.replace('a + b', 'sum(a, b)')}`,
    'part/sum.ts': 'export const sum = (a: number, b: number) => a + b;',
  };
  const hashes = ['here', 'there', 'and/much/deeper/there'].map((place) => {
    for (const [path, text] of Object.entries(files)) folder.write(`${place}/${path}`, text);
    return bundleTools(folder.write(`${place}/tools.ts`, files['tools.ts'])).hash;
  });
  expect(new Set(hashes).size).toBe(1);
});

/** `chunk-names.mjs` in a process of its own: jest cannot load modules of that kind. */
function nameChunksByContent(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const program = `import { nameChunksByContent } from ${JSON.stringify(resolve('lib/tools/chunk-names.mjs'))};
    const files = new Map(Object.entries(JSON.parse(process.argv[1])));
    process.stdout.write(JSON.stringify(Object.fromEntries(nameChunksByContent(files))));`;
  const job = ['--input-type=module', '-e', program, JSON.stringify(files)];
  return JSON.parse(execFileSync(process.execPath, job, { encoding: 'utf8' }));
}

test('chunks in a circle are named by content, and told apart even when they are the same', () => {
  const named = (a: string, b: string, c: string) =>
    nameChunksByContent({
      'lambda.mjs': `import "./chunk-${a}.mjs"; import "./chunk-${b}.mjs"; import "./chunk-${c}.mjs";`,
      [`chunk-${a}.mjs`]: `import "./chunk-${b}.mjs"; let x = 1;`,
      [`chunk-${b}.mjs`]: `const lazy = () => import("./chunk-${a}.mjs");`,
      [`chunk-${c}.mjs`]: `import "./chunk-${b}.mjs"; let x = 1;`,
    });
  const files = named('AAAA', 'BBBB', 'CCCC');
  expect(files).toEqual(named('X1', 'Y2', 'Z3'));
  const imported = new Set(
    Object.values(files)
      .join('\n')
      .match(/chunk-[^"]+/g),
  );
  expect([...imported, 'lambda.mjs'].toSorted((a, b) => a.localeCompare(b))).toEqual(
    Object.keys(files).toSorted((a, b) => a.localeCompare(b)),
  );
  expect(imported.size).toBe(3);
});

test('another module gives another bundle', () => {
  const one = bundleTools(folder.write('one.ts', ADDER));
  const other = bundleTools(folder.write('other.ts', ADDER.replace('a + b', 'a - b')));
  expect(other.hash).not.toBe(one.hash);
  expect(other.manifest).toEqual(one.manifest);
});

test('a module may print what it likes while it loads', () => {
  const loud = `import { writeSync } from 'node:fs';
    console.log('{"manifest":{}}');
    for (let line = 0; line < 50; line++) writeSync(1, 'x'.repeat(100_000));
    console.error('x');`;
  const { manifest } = bundleFresh(`${loud}\n${ADDER}`);
  expect(manifest).toMatchObject({ name: 'adder', tools: [{ name: 'add' }] });
});

test('a module may name types of the CDK, and leave a timer running', () => {
  const text = `import type { Stack } from 'aws-cdk-lib'; setInterval(() => undefined, 60_000);\n${ADDER}`;
  const { manifest } = bundleFresh(text);
  expect(manifest.name).toBe('adder');
});
