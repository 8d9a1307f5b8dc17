import { ROUTES, asksForApproval } from '../lambda/contract';
import { createApprovalDesk } from './approvals/approval-desk';
import { startEngine } from './dynamodb/engine';
import { deploy, type Deployment } from './deployment';
import { developerClaims } from './developer';
import { openEndpoint } from './endpoint/endpoint';
import { LOCALHOST } from './endpoint/loopback';
import type { Print } from './print';
import { createReload, type ToolsBundle } from './reload';
import { runSeed } from './seed';
import { linePrinter } from './server/line-printer';
import { LiveServer } from './server/live-server';
import { LocalPool } from './stand-ins/cognito/local-pool';
import { ENV_FILE, readEnvFile } from './stand-ins/env-file';
import { startIssuerStandIn } from './stand-ins/issuer';
import { startSecretsStandIn } from './stand-ins/secrets';
import { describeDesk } from './summary';
import type { Teardown } from './teardown';
import { SourceWatch } from './watch';

export interface StartOptions {
  /** The app's folder. */
  readonly directory: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** A script that fills the tables, relative to the folder. */
  readonly seed?: string;
  /** Construct path; needed when the app has several services. */
  readonly service?: string;
  /** Whether people log in, as they do in the cloud: nobody gets a token for nothing. */
  readonly auth?: boolean;
  /** Answers the folder of the cloud assembly. */
  readonly synthesize: () => Promise<string>;
  /** Bundles the server with the tools module at a path. */
  readonly bundleTools: (entry: string) => ToolsBundle | Promise<ToolsBundle>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly print: Print;
}

/** A service that runs. */
export interface Desk {
  /** Of the MCP endpoint. */
  readonly url: string;
  readonly deployment: Deployment;
}

/**
 * Runs the synthesized service of an app on this machine.
 *
 * @param teardown - Ends all that was started; whoever calls runs it, also after a failure.
 * @throws {DeskError} with one line for the developer.
 */
export async function start(options: StartOptions, teardown: Teardown): Promise<Desk> {
  const { directory, port, seed, auth = false, now, print } = options;
  let current: Deployment | undefined;

  // Cognito binds tokens to no http URL but that of localhost.
  const endpoint = await openEndpoint(port, auth ? LOCALHOST : undefined);
  teardown.add(() => endpoint.close());

  const assembly = await options.synthesize();

  const engine = await startEngine();
  teardown.add(() => engine.stop());

  const issuer = await startIssuerStandIn(now);
  teardown.add(() => issuer.close());

  const secrets = await startSecretsStandIn({
    arns: () => current?.settings.secrets ?? {},
    values: () => readEnvFile(directory),
    templateValues: () => current?.secretValues ?? new Map(),
    onMissing: (name) =>
      print.problem(`A handler asked for the secret ${name}: add ${name}=… to ${ENV_FILE}`),
  });
  teardown.add(() => secrets.close());

  const pool = new LocalPool({ now, onLine: (line) => print.problem(line) });
  teardown.add(() => pool.stop());

  // Where people log in the server has the page itself.
  const approvalsUrl = auth ? undefined : `${endpoint.origin}${ROUTES.approvals}`;
  const deployFrom = (folder: string): Promise<Deployment> =>
    deploy({
      assembly: folder,
      service: options.service,
      endpoint: endpoint.origin,
      engine,
      standIns: { secretsManager: secrets.url, jwksUri: issuer.jwksUri, approvalsUrl },
      playPool: auth ? (template) => pool.play(template) : undefined,
    });
  const first = await deployFrom(assembly);
  current = first;

  if (seed !== undefined) {
    const { environment } = first;
    await runSeed({ file: seed, directory, environment, onLine: (line) => print.line(`  ${line}`) });
  }

  const server = new LiveServer(endpoint, print);
  teardown.add(() => server.stop());
  const approvalDesk = createApprovalDesk({
    endpoint: endpoint.origin,
    serviceName: first.manifest.name,
    engine,
    tableName: first.settings.idempotencyTable,
    pool,
    now,
    onLine: linePrinter(print, endpoint.origin),
  });
  const run = async (deployment: Deployment, folder: string): Promise<void> => {
    const claims = developerClaims(deployment);
    const issueToken = claims && (() => issuer.mint(claims));
    await server.run({ directory: folder, environment: deployment.environment, issueToken });
    current = deployment;
    const asks = !auth && asksForApproval(deployment.manifest);
    endpoint.answerBelow(ROUTES.approvals, asks ? approvalDesk : undefined);
  };
  await run(first, first.service.directory);

  const { tools } = first.service;
  if (tools !== undefined) await watchTools(tools);

  const url = `${endpoint.origin}${ROUTES.mcp}`;
  const desk = { url, engine, deployment: first, envFile: readEnvFile(directory) };
  describeDesk({ ...desk, watching: tools !== undefined }, print.paint).forEach((line) => print.line(line));
  return { url, deployment: first };

  async function watchTools(entry: string): Promise<void> {
    const bundle = await options.bundleTools(entry);
    const reload = createReload(
      {
        bundle: () => options.bundleTools(entry),
        redeploy: async () => deployFrom(await options.synthesize()),
        run,
        follow: (inputs) => watch.follow(inputs),
        print,
      },
      first,
      bundle,
    );
    const watch = new SourceWatch(reload);
    teardown.add(() => watch.close());
    watch.follow(bundle.inputs);
  }
}
