/** The desk runs every endpoint before every runtime, from the templates that would be deployed. */
import { App } from 'aws-cdk-lib';
import { addCombination } from '../../examples/combinations/stacks';
import { bundleTools } from '../../lib/tools/bundle';
import { start } from '../../local/start';
import { Teardown } from '../../local/teardown';
import { NAMES } from '../lib/combinations';
import { recordingPrint, temporaryFolder } from './fixtures';

const assembly = temporaryFolder();
beforeAll(() => {
  const app = new App({ outdir: assembly });
  for (const name of NAMES) addCombination(app, name);
  app.synth();
});

async function post(url: string, method: string, params: object): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return response.text();
}

test.each(NAMES)('%s answers on the desk, and is known there by the desk’s address', async (name) => {
  const teardown = new Teardown();
  const options = {
    directory: assembly,
    port: 0,
    service: `${name}/Mcp`,
    synthesize: () => Promise.resolve(assembly),
    bundleTools,
    now: Date.now,
    print: recordingPrint(),
  };
  try {
    const { url, deployment } = await start(options, teardown);
    expect(await post(url, 'tools/call', { name: 'tell_time', arguments: {} })).toMatch(
      /"structuredContent":\{"now":"20\d\d-/,
    );
    const { origin } = new URL(url);
    const metadata = await fetch(`${origin}/.well-known/oauth-protected-resource/mcp`);
    expect(await metadata.json()).toMatchObject({ resource: `${origin}/mcp` });
    expect(deployment.leftOut).toEqual([]);
  } finally {
    await teardown.run();
  }
});
