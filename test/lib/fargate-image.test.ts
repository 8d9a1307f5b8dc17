import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App, FileSystem } from 'aws-cdk-lib';
import { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import { McpRuntime } from 'cdk-mcp-service';
import { imageContext } from '../../lib/runtime/fargate-image';
import { bundleTools } from '../../lib/tools/bundle';
import { ADDER, ModuleFolder } from './tools-modules';
import { addCombination } from '../../examples/combinations/stacks';

process.env.CDK_VALIDATION = 'false';

const modules = new ModuleFolder();
const folders: string[] = [];
afterAll(() => {
  modules.remove();
  folders.forEach((folder) => rmSync(folder, { recursive: true }));
});

const bundle = bundleTools('test/fixtures/adder.ts');
const dockerfile = readFileSync(join(imageContext(bundle), 'Dockerfile'), 'utf8');
/** Lines of each stage. */
const stages = dockerfile.split(/^(?=FROM )/m).map((stage) => stage.trim().split('\n'));

test('the Dockerfile is this one', () => {
  expect(dockerfile).toBe(
    [
      'FROM --platform=$BUILDPLATFORM public.ecr.aws/docker/library/node:24-slim AS build',
      'WORKDIR /server',
      'COPY . .',
      'RUN rm Dockerfile && chmod -R a=rX .',
      '',
      'FROM public.ecr.aws/docker/library/node:24-slim',
      'ENV NODE_ENV=production',
      'WORKDIR /server',
      'COPY --from=build /server .',
      'USER 1000:1000',
      'EXPOSE 8080',
      'STOPSIGNAL SIGTERM',
      'ENTRYPOINT ["node", "node.mjs"]',
      '',
    ].join('\n'),
  );
});

test('only stages on the platform of the builder run anything', () => {
  const running = stages.filter((lines) => lines.some((line) => line.startsWith('RUN ')));
  expect(running.map(([from]) => from)).toEqual([
    expect.stringMatching(/^FROM --platform=\$BUILDPLATFORM .* AS build$/),
  ]);
  expect(stages.at(-1)?.[0]).not.toContain('--platform');
});

test('the process is nobody special, and gets the signals itself', () => {
  const last = stages.at(-1) ?? [];
  const user = last.find((line) => line.startsWith('USER '));
  expect(user).toMatch(/^USER [1-9]\d*:[1-9]\d*$/);
  const entrypoint = last.find((line) => line.startsWith('ENTRYPOINT ')) ?? '';
  expect(JSON.parse(entrypoint.replace('ENTRYPOINT ', ''))).toEqual(['node', 'node.mjs']);
});

test('the context is the bundle and the Dockerfile', () => {
  const names = readdirSync(imageContext(bundle));
  expect(names).toEqual([...readdirSync(bundle.directory), 'Dockerfile'].toSorted());
  expect(names).not.toContain('manifest.mjs');
  expect(names).toEqual(expect.arrayContaining(['node.mjs', 'alive.mjs', 'manifest.json']));
});

test('a context is kept under the hashes of the bundle and of the Dockerfile', () => {
  const context = imageContext(bundle);
  expect(imageContext(bundle)).toBe(context);
  expect(basename(context)).toMatch(new RegExp(`^${bundle.hash}-image-[0-9a-f]{12}$`));
});

test('a context is the same wherever it is made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  folders.push(folder);
  const hashes = ['here', 'far/away'].map((place) => {
    const directory = join(folder, place, 'bundle');
    cpSync(bundle.directory, directory, { recursive: true });
    return FileSystem.fingerprint(imageContext({ ...bundle, directory }));
  });
  expect(new Set(hashes)).toEqual(new Set([FileSystem.fingerprint(imageContext(bundle))]));
});

/** The images of an assembly. */
function imagesOf(tools: string, cpuArchitecture?: CpuArchitecture) {
  const outdir = mkdtempSync(join(tmpdir(), 'image-'));
  folders.push(outdir);
  const app = new App({ outdir });
  addCombination(app, 'HttpApiFargate', {
    tools,
    runtime: McpRuntime.fargate({ network: 'nat', cpuArchitecture }),
  });
  app.synth();
  const { dockerImages }: { dockerImages: Record<string, { source: { platform: string } }> } = JSON.parse(
    readFileSync(join(outdir, 'HttpApiFargate.assets.json'), 'utf8'),
  );
  return Object.entries(dockerImages).map(([hash, { source }]) => ({ hash, platform: source.platform }));
}

test('the same module gives the same image wherever its folder lies, for one architecture', () => {
  const near = modules.write('here/tools.ts', ADDER);
  const here = imagesOf(near);
  expect(here).toEqual([{ hash: expect.stringMatching(/^[0-9a-f]{64}$/), platform: 'linux/arm64' }]);
  expect(imagesOf(modules.write('far/away/from/there/tools.ts', ADDER))).toEqual(here);
  const other = imagesOf(near, CpuArchitecture.X86_64);
  expect(other).toEqual([{ hash: expect.not.stringMatching(`^${here[0]?.hash}$`), platform: 'linux/amd64' }]);
});
