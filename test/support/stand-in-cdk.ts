import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the app of a stand-in synthesizes. */
export interface AppOfStandIn {
  readonly stacks: Readonly<Record<string, object>>;
  readonly environment?: string;
  /** Written by `deploy` to its outputs file. */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** A command that fails. */
  readonly fails?: string;
}

/**
 * A folder whose CDK CLI is a program that keeps what it is called with, and writes what the real one would: found
 * and started as the real one is.
 */
export class FolderWithCdk {
  constructor(
    readonly directory: string,
    app: AppOfStandIn,
    version = '2.1148.1',
  ) {
    const bin = join(directory, 'node_modules', 'aws-cdk', 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(
      join(bin, '..', 'package.json'),
      JSON.stringify({ name: 'aws-cdk', version, bin: { cdk: 'bin/cdk' } }),
    );
    writeFileSync(join(bin, 'cdk'), PROGRAM);
    writeFileSync(join(directory, 'app.json'), JSON.stringify(app));
  }

  /** The command lines so far. */
  get calls(): readonly (readonly string[])[] {
    const file = join(this.directory, 'calls.txt');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line): readonly string[] => JSON.parse(line));
  }
}

const PROGRAM = `
const { appendFileSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const args = process.argv.slice(2);
const after = (name) => args[args.indexOf(name) + 1];
appendFileSync('calls.txt', JSON.stringify(args) + '\\n');
const app = JSON.parse(readFileSync('app.json', 'utf8'));
if (app.fails === args[0]) {
  console.error('the CDK says why');
  process.exit(1);
}
if (args[0] === 'synth') {
  const folder = after('--output');
  mkdirSync(folder, { recursive: true });
  const artifacts = {};
  for (const [name, template] of Object.entries(app.stacks)) {
    writeFileSync(join(folder, name + '.template.json'), JSON.stringify(template));
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: app.environment ?? 'aws://unknown-account/unknown-region',
      properties: {
        templateFile: name + '.template.json',
        bootstrapStackVersionSsmParameter: '/cdk-bootstrap/hnb659fds/version',
      },
    };
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
}
if (args[0] === 'deploy') {
  console.log('the CDK at work');
  if (app.outputs) writeFileSync(after('--outputs-file'), JSON.stringify(app.outputs));
}
`;
