import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DeskError } from '../desk-error';
import type { Json, Template } from './template';

interface MetadataEntry {
  readonly type: string;
  readonly data?: Json;
}

/** Construct path, with a leading slash, to what the constructs left about themselves. */
export type Metadata = Readonly<Record<string, readonly MetadataEntry[]>>;

export interface StackArtifact {
  /** Path of the stack's construct, as the CDK CLI shows it. */
  readonly displayName: string;
  readonly stackName: string;
  /** As in `aws://111111111111/eu-west-1`, where the app names both; else the deployer's credentials do. */
  readonly environment?: string;
  /** Where the app says that it belongs. */
  readonly region?: string;
  /** SSM parameter of the bootstrap that its deployment needs. */
  readonly bootstrapParameter?: string;
  readonly template: Template;
  readonly metadata: Metadata;
  /** Folder of an asset by its hash: of files, or what an image is built from. */
  readonly assets: ReadonlyMap<string, string>;
}

interface Artifact {
  readonly type: string;
  readonly displayName?: string;
  readonly dependencies?: readonly string[];
  readonly metadata?: Metadata;
  readonly additionalMetadataFile?: string;
  /** As in `aws://111111111111/eu-west-1`. */
  readonly environment?: string;
  readonly properties?: {
    readonly bootstrapStackVersionSsmParameter?: string;
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
    readonly file?: string;
  };
}

interface AssetManifest {
  readonly files?: Readonly<Record<string, { readonly source: { readonly path?: string } }>>;
  readonly dockerImages?: Readonly<Record<string, { readonly source: { readonly directory?: string } }>>;
}

/** Reads every stack of a synthesized app, those of nested stages too. */
export function readCloudAssembly(directory: string): StackArtifact[] {
  const file = join(directory, 'manifest.json');
  if (!existsSync(file)) {
    throw new DeskError(`The app left no cloud assembly in ${directory}. Does it call app.synth()?`);
  }
  const { artifacts = {} }: { artifacts?: Record<string, Artifact> } = readJson(file);
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    const { directoryName } = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly' && directoryName !== undefined) {
      return readCloudAssembly(join(directory, directoryName));
    }
    return artifact.type === 'aws:cloudformation:stack'
      ? [readStack(directory, id, artifact, artifacts)]
      : [];
  });
}

function readStack(
  directory: string,
  id: string,
  {
    displayName = id,
    properties,
    metadata,
    environment,
    additionalMetadataFile,
    dependencies = [],
  }: Artifact,
  artifacts: Readonly<Record<string, Artifact>>,
): StackArtifact {
  const assetManifests = dependencies
    .map((dependency) => artifacts[dependency])
    .flatMap((artifact) =>
      artifact?.type === 'cdk:asset-manifest' && artifact.properties?.file !== undefined
        ? [artifact.properties.file]
        : [],
    );
  return {
    displayName,
    stackName: properties?.stackName ?? id,
    environment: environment?.includes('unknown-') ? undefined : environment,
    region: regionOf(environment),
    bootstrapParameter: properties?.bootstrapStackVersionSsmParameter,
    template: readJson(join(directory, properties?.templateFile ?? `${id}.template.json`)),
    metadata: {
      ...metadata,
      ...(additionalMetadataFile !== undefined && readJson(join(directory, additionalMetadataFile))),
    },
    assets: new Map(assetManifests.flatMap((file) => readAssets(directory, file))),
  };
}

function regionOf(environment = ''): string | undefined {
  const region = environment.split('/').at(-1);
  return region === '' || region === 'unknown-region' ? undefined : region;
}

function readAssets(directory: string, file: string): [string, string][] {
  const { files = {}, dockerImages = {} }: AssetManifest = readJson(join(directory, file));
  const paths = [
    ...Object.entries(files).map(([hash, { source }]) => [hash, source.path] as const),
    ...Object.entries(dockerImages).map(([hash, { source }]) => [hash, source.directory] as const),
  ];
  return paths.flatMap(([hash, path]) => (path === undefined ? [] : [[hash, resolve(directory, path)]]));
}

/** The assembly was written a moment ago by the CDK: its shape is what its schema says. */
function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8'));
}
