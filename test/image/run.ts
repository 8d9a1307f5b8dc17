/**
 * `npm run test:image`: builds the container image from the folder and the Dockerfile that synth leaves, and runs
 * it as Fargate does: the image's user, a read-only root file system, the health check of the task definition.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { App } from 'aws-cdk-lib';
import { addCombination } from '../../examples/combinations/stacks';
import { toEnvironment } from '../../lambda/contract';
import { readCloudAssembly } from '../../local/assembly/cloud-assembly';
import { findService, type Service } from '../../local/assembly/find-service';
import { endWithThisProcess } from '../../local/server/child';
import { Checks } from '../support/checks';
import { freePort, until } from '../support/processes';
import { OPEN_SETTINGS } from '../support/settings';
import { startState } from '../support/state-engine';
import { whyUnavailable } from './availability';
import { Buildah, type ImageConfig } from './buildah';
import { runInImage } from './container';

const IMAGE = 'server-under-test';
const ALL = 0o777;
// The SDK would fill the output with a notice about this machine's Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

function main(): Promise<void> | void {
  const reason = whyUnavailable();
  if (reason !== undefined) return console.log(`SKIPPED  the image: ${reason}`);
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  return check(folder).finally(() => rmSync(folder, { recursive: true, force: true }));
}

function synthesize(outdir: string): Service {
  process.env.CDK_VALIDATION = 'false';
  const app = new App({ outdir });
  addCombination(app, 'HttpApiFargate', { tools: 'test/fixtures/workbench.ts' });
  return findService(readCloudAssembly(app.synth().directory));
}

/** What ECS runs in the container to learn whether it is healthy. */
function healthCheckOf({ stack: { template } }: Service): string[] {
  const [, command] = /"HealthCheck":\{"Command":\["CMD",([^\]]*)\]/.exec(JSON.stringify(template)) ?? [];
  return JSON.parse(`[${command}]`);
}

async function check(folder: string): Promise<void> {
  const service = synthesize(join(folder, 'assembly'));
  const context = join(folder, 'context');
  cpSync(service.directory ?? '', context, { recursive: true });
  // As a checkout with a strict umask leaves them.
  for (const name of readdirSync(context)) chmodSync(join(context, name), 0o600);
  const dockerfile = readFileSync(join(context, 'Dockerfile'), 'utf8');
  const [, base = ''] = /^FROM (?:--\S+ )?(\S+)/m.exec(dockerfile) ?? [];

  const buildah = new Buildah(folder);
  try {
    buildah.makeBase(base);
  } catch (error) {
    return console.log(`SKIPPED  the image: no base can be made here: ${String(error)}`);
  }
  console.log(
    `note  under the name ${base} is Node ${process.version} of this machine (${process.arch}), not that image`,
  );
  const checks = new Checks();
  await checks.run('the Dockerfile builds as it is', async () => {
    buildah.build(context, IMAGE);
    return `${readdirSync(context).length} files in its folder`;
  });
  const config = buildah.configOf(IMAGE);
  const root = buildah.mount(IMAGE);
  await checks.run('the image says how it runs', async () => {
    const { User, Entrypoint, WorkingDir, StopSignal, ExposedPorts } = config;
    const said = JSON.stringify({ User, Entrypoint, WorkingDir, StopSignal, ExposedPorts });
    const expected =
      '{"User":"1000:1000","Entrypoint":["node","node.mjs"],"WorkingDir":"/server","StopSignal":"SIGTERM","ExposedPorts":{"8080/tcp":{}}}';
    if (said !== expected) throw new Error(said);
    return said;
  });
  await checks.run('everybody may read its files, nobody may write them, and root owns them', async () => {
    const place = join(root, config.WorkingDir);
    const names = readdirSync(place);
    const wrong = names.filter((name) => {
      const { mode, uid } = statSync(join(place, name));
      return (mode & ALL) !== 0o444 || uid !== 0;
    });
    if (wrong.length > 0) throw new Error(`not so: ${wrong.join(', ')}`);
    if (names.includes('Dockerfile')) throw new Error('the Dockerfile is in the image');
    return `${names.length} files with mode 444`;
  });
  await serve(checks, { root, config, healthCheck: healthCheckOf(service) });
  checks.finish();
}

interface Image {
  readonly root: string;
  readonly config: ImageConfig;
  readonly healthCheck: readonly string[];
}

async function serve(checks: Checks, { root, config, healthCheck }: Image): Promise<void> {
  const state = await startState();
  const port = await freePort();
  const environment = {
    ...toEnvironment({ ...OPEN_SETTINGS, ...state.settings }),
    ...state.environment,
    PORT: String(port),
    HOST: '127.0.0.1',
  };
  const origin = `http://127.0.0.1:${port}`;
  const healthy = async (): Promise<number> => {
    const [code]: [number] = (await once(
      runInImage(root, config, { command: healthCheck, environment }),
      'exit',
    )) as [number];
    return code;
  };
  const server = runInImage(root, config, { command: config.Entrypoint, environment });
  endWithThisProcess(server);
  let errors = '';
  server.stderr?.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  server.stdout?.resume();

  await checks.run('it starts on a read-only root file system, as the user of the image', async () => {
    try {
      const live = await until(async () => (await fetch(`${origin}/health/live`)).status, server, 20_000);
      if (live !== 200) throw new Error(`/health/live answers ${live}`);
    } catch (error) {
      throw new Error(`${String(error)} ${server.exitCode === null ? '' : errors}`, { cause: error });
    }
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    const [, uids = ''] = /^Uid:\s+(.*)$/m.exec(status) ?? [];
    const [, groups = ''] = /^Groups:[ \t]*(.*)$/m.exec(status) ?? [];
    if (uids !== '1000\t1000\t1000\t1000' || groups.trim() !== '')
      throw new Error(`its user ids are ${uids}, its groups ${groups}`);
    return `user ids ${uids.replaceAll('\t', ' ')}, no more groups`;
  });
  await checks.run('its user can write nothing', async () => {
    // On a read-only file system nothing is writable, whatever its modes are.
    const command = ['find', '/', '-xdev', '-writable', '!', '-type', 'l'];
    const find = runInImage(root, config, { command, access: 'rw' });
    const [found, [code]] = await Promise.all([find.stdout ? text(find.stdout) : '', once(find, 'exit')]);
    if (code !== 0 || found !== '') throw new Error(`code ${code}: ${found}`);
    return 'find -writable finds nothing';
  });
  await checks.run('the health check of the task definition passes', async () => {
    const code = await healthy();
    if (code !== 0) throw new Error(`exit code ${code}`);
    return `${healthCheck.join(' ')}: exit code 0`;
  });
  await checks.run('SIGTERM drains: the running call ends, the process ends with 0', async () => {
    const response = await fetch(`${origin}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"count","arguments":{"to":20}}}',
    });
    const exit = once(server, 'exit');
    server.kill(config.StopSignal as NodeJS.Signals);
    const body = await response.text();
    if (!body.includes('counted to 20')) throw new Error(`the call answered ${body}`);
    const [code, signal]: unknown[] = await exit;
    if (code !== 0) throw new Error(`exit code ${String(code)}, signal ${String(signal)}: ${errors}`);
    return 'counted to 20, exit code 0';
  });
  // What a shell between leaves behind.
  endGroup(server);
  await checks.run('the health check fails once it is gone', async () => {
    const code = await healthy();
    if (code !== 1) throw new Error(`exit code ${code}`);
    return 'exit code 1';
  });
  await state.stop();
}

function endGroup({ pid = 0 }: ChildProcess): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing is left of it, as it should be.
  }
}

void main();
