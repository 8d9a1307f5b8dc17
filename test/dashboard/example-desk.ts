import { join } from 'node:path';
import { scopesOf, type Manifest } from '../../lambda/contract';
import { readCloudAssembly } from '../../local/assembly/cloud-assembly';
import { localValues } from '../../local/assembly/local-values';
import { alarmsOf, type TemplateAlarm } from '../../local/backtest/template-alarms';
import { dashboardsOf, type TemplateDashboard } from '../../local/dashboard/template-dashboards';
import { deploy } from '../../local/deployment';
import { startEngine } from '../../local/dynamodb/engine';
import { runSeed } from '../../local/seed';
import { synthesize } from '../../local/synthesize';
import { Teardown } from '../../local/teardown';
import { startIssuer } from '../support/issuer';
import { startShiftedServer, type ShiftedServer } from './shifted-server';
import { startTableProxy, type TableProxy } from './table-fault';

const REPOSITORY = join(__dirname, '../..');
/** Nothing listens there: the function is invoked with events. */
const ENDPOINT = 'http://localhost';
const NO_SECRETS = 'http://127.0.0.1:9';
const SEED = 'examples/support-desk/seed.ts';

/** The example as it was synthesized, with its function running. */
export interface ExampleDesk {
  readonly manifest: Manifest;
  readonly server: ShiftedServer;
  /** Before the engine that holds every table. */
  readonly tables: TableProxy;
  readonly ticketsTable: string;
  readonly limitsTable: string;
  readonly dashboards: readonly TemplateDashboard[];
  readonly alarms: readonly TemplateAlarm[];
  /** An access token for a person and the agent that acts for them; good for a day from now. */
  token(subject: string, agent: string): Promise<string>;
}

/**
 * @param output - Folder below `cdk.out`, one for everybody who may run at the same time.
 * @param teardown - Ends all that was started; whoever calls runs it, also after a failure.
 */
export async function startExampleDesk(output: string, teardown: Teardown): Promise<ExampleDesk> {
  const assembly = await synthesize({
    directory: REPOSITORY,
    app: `"${process.execPath}" node_modules/tsx/dist/cli.mjs test/dashboard/app.ts`,
    environment: process.env,
    output: 'dashboards',
  });
  const engine = await startEngine();
  teardown.add(() => engine.stop());
  const tables = await startTableProxy(engine.url);
  teardown.add(() => tables.stop());
  const issuer = await startIssuer();
  teardown.add(() => issuer.stop());
  const { service, manifest, settings, environment } = await deploy({
    assembly,
    endpoint: ENDPOINT,
    engine: { ...engine, url: tables.url },
    standIns: { secretsManager: NO_SECRETS, jwksUri: `${issuer.url}/keys` },
  });
  await runSeed({ file: SEED, directory: REPOSITORY, environment, onLine: () => undefined });
  const server = await startShiftedServer({ directory: service.directory, environment });
  teardown.add(() => server.stop());

  const stacks = readCloudAssembly(assembly);
  const stack = stacks.find(({ stackName }) => stackName === service.stack.stackName);
  const values = stack && localValues(stacks, ENDPOINT).get(stack);
  const { auth } = settings;
  if (!values || auth.kind !== 'jwt') throw new Error('the example is not as it is expected here');
  const scope = scopesOf(manifest).join(' ');
  const exp = Math.floor(Date.now() / 1_000) + 86_400;
  return {
    manifest,
    server,
    tables,
    ticketsTable: environment.TICKETS_TABLE ?? '',
    limitsTable: settings.limitsTable,
    dashboards: dashboardsOf(stack, values),
    alarms: alarmsOf(stack, values),
    token: (sub, agent) =>
      issuer.token({ iss: auth.issuer, aud: auth.audience, sub, client_id: agent, scope, exp }),
  };
}
