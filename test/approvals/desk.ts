import { DEFAULT_RATES } from '../../lambda/contract';
import { bundleTools } from '../../lib/tools/bundle';
import { deploy } from '../../local/deployment';
import { openEndpoint } from '../../local/endpoint/endpoint';
import { LOCALHOST } from '../../local/endpoint/loopback';
import { Upstream } from '../../local/endpoint/upstream';
import { runSeed } from '../../local/seed';
import { startServer } from '../../local/server/server-process';
import { LocalPool } from '../../local/stand-ins/cognito/local-pool';
import { startIssuerStandIn } from '../../local/stand-ins/issuer';
import { startSecretsStandIn } from '../../local/stand-ins/secrets';
import { Teardown } from '../../local/teardown';
import type { StateEngine } from '../support/state-engine';
import { startLambdaFront } from './lambda-front';

export type Entry = 'Node' | 'Lambda';

interface DeskOptions {
  /** The folder of the cloud assembly. */
  readonly assembly: string;
  readonly engine: StateEngine;
  readonly entry: Entry;
  readonly directory: string;
}

/** The example's service behind a login, as the desk runs it, with either entry. */
export async function startDesk(options: DeskOptions): Promise<{ readonly url: URL; stop(): Promise<void> }> {
  const { assembly, engine, entry, directory } = options;
  const teardown = new Teardown();
  const endpoint = await openEndpoint(0, LOCALHOST);
  teardown.add(() => endpoint.close());
  const problem = (line: string): void => console.error(line);
  const issuer = await startIssuerStandIn(Date.now);
  teardown.add(() => issuer.close());
  const pool = new LocalPool({ now: Date.now, onLine: problem });
  teardown.add(() => pool.stop());
  let templateValues: Awaited<ReturnType<typeof deploy>>['secretValues'] = new Map();
  const secrets = await startSecretsStandIn({
    arns: () => ({}),
    values: () => ({}),
    templateValues: () => templateValues,
    onMissing: problem,
  });
  teardown.add(() => secrets.close());
  const { environment: deployed, secretValues } = await deploy({
    assembly,
    endpoint: endpoint.origin,
    engine: { ...engine, lacks: [], timeToLive: true },
    standIns: { secretsManager: secrets.url, jwksUri: issuer.jwksUri },
    playPool: (template) => pool.play(template),
  });
  templateValues = secretValues;
  // Three clients of one person connect again and again: what is tried here is not how often they may.
  const environment = { ...deployed, MCP_RATES: JSON.stringify({ ...DEFAULT_RATES, caller: false }) };
  await runSeed({ file: 'examples/support-desk/seed.ts', directory, environment, onLine: () => undefined });
  const { directory: bundle } = bundleTools('examples/support-desk/tools/index.ts');
  const server =
    entry === 'Node'
      ? await startServer({ directory: bundle, environment, onLine: () => undefined })
      : await startLambdaFront(bundle, environment);
  teardown.add(() => server.stop());
  const upstream = new Upstream(server.port);
  teardown.add(async () => upstream.close());
  endpoint.serve(upstream);
  return { url: new URL('/mcp', endpoint.origin), stop: () => teardown.run() };
}
