import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cdk } from '../../local/operations/stacks/cdk';
import { COGNITO_PROBES } from './cognito-probes';
import { openContext } from './context';
import { ENDPOINT_PROBES } from './endpoint-probes';
import { askAll, tableOf } from './probe';
import { USER } from './stack';

export interface VerifyOptions {
  readonly cdk: Cdk;
  readonly directory: string;
  readonly region: string;
  readonly today: string;
  readonly say: (line: string) => void;
  /** Ends the questions: the stack is destroyed all the same. */
  readonly signal: AbortSignal;
}

const STACK = 'CdkMcpServiceVerify';
const OUTPUTS = join('cdk.out', 'verify-outputs.json');

/** Deploys what is asked, asks it, and destroys it again whatever happened. */
export async function verify({ cdk, directory, region, today, say, signal }: VerifyOptions): Promise<void> {
  const app = [
    '--app',
    'tsx test/verify-aws/app.ts',
    '--output',
    join('cdk.out', 'verify'),
    '--context',
    `suffix=${randomBytes(6).toString('hex')}`,
    '--no-notices',
  ];
  mkdirSync(join(directory, 'cdk.out'), { recursive: true });
  try {
    await cdk.run(['deploy', STACK, ...app, '--outputs-file', OUTPUTS, '--require-approval', 'never']);
    const outputs: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
      readFileSync(join(directory, OUTPUTS), 'utf8'),
    );
    const password = `${randomBytes(12).toString('base64url')}aA1-`;
    const { context, close } = await openContext(outputs[STACK] ?? {}, password, (url) =>
      say(`Open in a browser, and log in as ${USER} with ${password}\n  ${url}`),
    );
    try {
      const answered = await Promise.race([
        askAll([...COGNITO_PROBES, ...ENDPOINT_PROBES], context),
        interrupted(signal),
      ]);
      say(tableOf(answered, today, region));
    } finally {
      close();
    }
  } finally {
    await cdk.run(['destroy', STACK, ...app, '--force']).catch((error: unknown) => {
      say(`THE STACK ${STACK} IS STILL THERE: destroy it in the console.`);
      throw error;
    });
  }
}

async function interrupted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw new Error('Interrupted: nothing was written.');
}
