import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { bundleTools } from '../../lib/tools/bundle';
import { ToolsBundleError } from '../../lib/tools/bundle-error';
import { readManifest } from '../../lib/tools/read-manifest';
import { ADDER, ModuleFolder } from './tools-modules';

const folder = new ModuleFolder();
afterAll(() => folder.remove());

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ToolsBundleError) return error.message;
    throw error;
  }
  return 'accepted';
}

/** Never the text of an earlier run: a module that was once accepted would not be imported again. */
function refusalOf(text: string): string {
  const fresh = text.replace('Adds.', `Adds for ${randomUUID()}.`);
  return refusal(() => bundleTools(folder.write('tools.ts', fresh)));
}

const CURE =
  'Synth imports the module with an empty environment and no network, to learn its tools without running them: ' +
  'read configuration and open connections inside the handler.';

describe('a module that needs more than synth gives it is shown its own error, and the cure', () => {
  test.each([
    ['reads its environment', 'new URL(process.env.UPSTREAM_URL);', 'Invalid URL'],
    [
      'asserts its environment',
      "if (!process.env.TABLE) throw new Error('TABLE is not set');",
      'TABLE is not set',
    ],
    ['throws something else than an error', "throw 'no luck';", 'no luck'],
    [
      'fails behind its own back',
      "setTimeout(() => { throw new Error('lost connection'); }); await new Promise((go) => setTimeout(go, 5_000));",
      'lost connection',
    ],
    [
      'awaits what never happens',
      'await new Promise(() => undefined);',
      'it awaits something that never happens',
    ],
    ['ends the process', 'process.exit(3);', 'it ended the process with code 3'],
  ])('it %s', (_what, text, reason) => {
    expect(refusalOf(`${text}\n${ADDER}`)).toBe(`The tools module cannot be imported: ${reason}. ${CURE}`);
  });

  test('it never comes to an end', () => {
    const program = folder.write('endless.mjs', 'for (;;);');
    const answer = resolve(folder.write('unused.txt', ''), '../answer.json');
    expect(refusal(() => readManifest(program, answer, 200))).toBe(
      `The tools module cannot be imported: it did not finish within 0.2 seconds. ${CURE}`,
    );
  });
});

describe('a module that is wrong in itself is told what, without a cure that would not help', () => {
  test('it has no default export', () => {
    expect(refusalOf('export const tools = {};')).toBe(
      "The tools module must export the result of defineTools as its default; got nothing. Write 'export default defineTools({ … })'.",
    );
  });

  test('its tools would be refused by hosts', () => {
    expect(refusalOf(ADDER.replace("description: 'Adds.'", "description: ''"))).toBe(
      "The tools module cannot be used:\n- tool 'add': description is empty; say in a sentence or two what it does and when to use it.",
    );
  });

  test('it does not exist', () => {
    expect(refusal(() => bundleTools('tools/nowhere.ts'))).toBe(
      `There is no tools module at tools/nowhere.ts (looked for ${resolve('tools/nowhere.ts')}).`,
    );
  });

  test('it does not parse: the line is shown', () => {
    const message = refusalOf('export default {{;');
    expect(message).toMatch(/^The tools module cannot be bundled:\n/);
    expect(message).toContain('Expected identifier but found "{"');
    expect(message).toMatch(/tools\.ts:1:16:\n +1 │ export default \{\{;/);
  });

  test.each(['aws-cdk-lib', 'aws-cdk-lib/aws-dynamodb', 'constructs', 'cdk-mcp-service'])(
    'it imports %s',
    (name) => {
      const message = refusalOf(`import * as cdk from '${name}'; console.log(cdk);\n${ADDER}`);
      expect(message).toContain(
        `'${name}' belongs to the stack and cannot run in the server. Import 'cdk-mcp-service/tools' here, and move what both need to a file of its own.`,
      );
      expect(message).toContain(`tools.ts:1:21:`);
      expect(message).not.toContain('inside the handler');
    },
  );

  test('something that it imports imports the CDK: that file is named', () => {
    folder.write(
      'table.ts',
      "import { RemovalPolicy } from 'aws-cdk-lib'; export const keep = RemovalPolicy.RETAIN;",
    );
    const message = refusalOf(`import { keep } from './table'; console.log(keep);\n${ADDER}`);
    expect(message).toMatch(/'aws-cdk-lib' belongs to the stack.*\n\n.*table\.ts:1:/);
  });

  test('it imports a file that is not there', () => {
    expect(refusalOf(`import './gone';\n${ADDER}`)).toContain('Could not resolve "./gone"');
  });
});
