/** `npm run verify:aws -- --account <id> --yes`: asks an AWS account what no stand-in can answer. */
import { findCdk } from '../../local/operations/stacks/cdk';
import { agreedAccount } from './account';
import { verify } from './verify';

async function main(): Promise<void> {
  const region = process.env.AWS_REGION;
  if (!region) throw new Error('Set AWS_REGION: the table says where it was asked.');
  await agreedAccount(process.argv.slice(2));
  const directory = process.cwd();
  const interrupt = new AbortController();
  process.on('SIGINT', () => interrupt.abort());
  await verify({
    cdk: findCdk(directory, process.env),
    directory,
    region,
    today: new Date().toISOString().slice(0, 10),
    say: console.log,
    signal: interrupt.signal,
  });
}

// The SDK would fill the screen with a notice about the laptop's Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// A login that nobody came back from still listens.
main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
