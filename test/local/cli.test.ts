import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HELP } from '../../bin/help';
import { openEndpoint } from '../../local/endpoint/endpoint';
import { temporaryFolder } from './fixtures';

const ROOT = join(__dirname, '..', '..');
const folder = temporaryFolder();

function cli(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = [require.resolve('tsx/cli'), join(ROOT, 'bin', 'cli.ts'), ...args];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, program, { cwd: folder }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

test.each([
  [['start', '--nope'], "Unknown option '--nope'. See: cdk-mcp-service --help\n"],
  [['start', 'extra'], "Unexpected argument 'extra'. See: cdk-mcp-service --help\n"],
  [['start', '--port', '70000'], "A port is a whole number from 0 to 65535; got '70000'.\n"],
  [
    ['stop'],
    "Unknown command 'stop'; there is: approvals, backtest, deploy, destroy, erase, resolve, rotate-keys, start, switch, user.\n",
  ],
])('%j is a wrong command line', async (args, stderr) => {
  expect(await cli(args)).toEqual({ code: 2, stdout: '', stderr });
});

test('--help tells the options', async () => {
  const { code, stdout } = await cli(['start', '--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/--port .*\n.*--seed .*\n.*--app .*\n.*--service .*\n.*--auth /);
});

test('--help alone tells the commands, each with a help of its own', async () => {
  const { code, stdout } = await cli(['--help']);
  expect(code).toBe(0);
  const names = [...stdout.matchAll(/^ {2}([a-z-]+) {2,}[A-Z]/gm)].map(([, name = '']) => name);
  expect(names.toSorted((a, b) => a.localeCompare(b))).toEqual(Object.keys(HELP).toSorted());
  for (const [name, text] of Object.entries(HELP))
    expect(text).toMatch(new RegExp(`^cdk-mcp-service ${name} `));
});

const sourceOf = (name: string) => readFileSync(join(ROOT, 'bin', 'commands', `${name}.ts`), 'utf8');

test('every option that a command takes is in its help, and no other', () => {
  for (const [name, help] of Object.entries(HELP)) {
    const own = sourceOf(name);
    const source = own.includes('STACK_OPTIONS') ? own + sourceOf('stack-options') : own;
    const taken = [...source.matchAll(/^ +'?([a-z-]+)'?: (?:text|flag|\{ type: '\w+'.*\}),$/gm)].map(
      ([, o]) => o,
    );
    const told = [...help.matchAll(/--([a-z-]+)/g)].map(([, option]) => option);
    const known = new Set(taken.map((option) => (option === 'context' ? 'c' : option)));
    expect({ name, options: new Set([...told, ...(help.includes('-c key') ? ['c'] : [])]) }).toEqual({
      name,
      options: known,
    });
  }
});

test('what cannot start is one line and 1, never a stack', async () => {
  const { code, stderr } = await cli(['start', '--port', '0']);
  expect([code, stderr]).toEqual([
    1,
    'There is no cdk.json with an "app" here. Start in the app\'s folder, or give --app.\n',
  ]);
  const taken = await openEndpoint(0);
  const busy = await cli(['start', '--port', String(taken.port)]);
  await taken.close();
  expect([busy.code, busy.stderr]).toEqual([
    1,
    `Port ${taken.port} is in use; give another: PORT=${taken.port + 1} npm start\n`,
  ]);
});
