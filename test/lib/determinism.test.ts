/** The same sources are the same deployment, whoever synthesizes them and wherever. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { succeed } from '../support/processes';

const SOURCES = ['lib', 'lambda', 'examples', 'package.json', 'tsconfig.json', 'cdk.json'];

const root = mkdtempSync(join(tmpdir(), 'determinism-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A checkout of its own, with its own cache of bundles: packages are linked one by one. */
function checkOut(place: string): string {
  const directory = join(root, place);
  mkdirSync(join(directory, 'node_modules'), { recursive: true });
  for (const source of SOURCES) cpSync(source, join(directory, source), { recursive: true });
  for (const name of readdirSync('node_modules')) {
    if (name !== '.cache') symlinkSync(resolve('node_modules', name), join(directory, 'node_modules', name));
  }
  return directory;
}

interface Machine {
  readonly place: string;
  readonly umask: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Every file of the assembly that a deployment depends on, by name. */
async function synthesize({ place, umask, env }: Machine): Promise<Readonly<Record<string, string>>> {
  const cwd = checkOut(place);
  const output = join(cwd, 'cdk.out');
  await succeed(
    'sh',
    ['-c', `umask ${umask} && exec "${process.execPath}" --import tsx examples/combinations/app.ts`],
    {
      cwd,
      env: { ...process.env, ...env, CDK_OUTDIR: output, CDK_VALIDATION: 'false' },
    },
  );
  const names = readdirSync(output).toSorted();
  return Object.fromEntries([
    ...names
      .filter((name) => /\.(template|assets)\.json$/.test(name))
      .map((name) => [name, readFileSync(join(output, name), 'utf8')]),
    ...names.filter((name) => name.startsWith('asset.')).map((name) => [name, contentOf(join(output, name))]),
  ]);
}

function contentOf(directory: string): string {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => `${name}\n${readFileSync(join(directory, name), 'utf8')}`)
    .join('\n');
}

test('two checkouts on two machines give the same templates, bundles and image, byte for byte', async () => {
  const [one, other] = await Promise.all([
    synthesize({ place: 'here', umask: '022', env: { TZ: 'UTC', LANG: 'C' } }),
    synthesize({
      place: 'some/where/much deeper',
      umask: '077',
      env: { TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', HOME: root },
    }),
  ]);
  const names = Object.keys(one);
  expect(Object.keys(other)).toEqual(names);
  expect(names.filter((name) => other[name] !== one[name])).toEqual([]);
  // What is compared is there: six stacks, their bundle, and its image.
  expect(names.filter((name) => name.endsWith('.template.json'))).toHaveLength(6);
  expect(names.filter((name) => name.startsWith('asset.'))).toHaveLength(2);
  expect(Object.values(one).filter((text) => text.includes(root))).toEqual([]);
}, 300_000);
