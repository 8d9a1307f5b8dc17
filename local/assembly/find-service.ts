import { CONTRACT_SETTING } from '../../lambda/contract';
import { DeskError } from '../desk-error';
import type { StackArtifact } from './cloud-assembly';
import { asText } from './intrinsics';
import { isArray, isObject, resourcesOfType, type JsonObject, type Resource } from './template';

/** Metadata that the service's construct leaves: the absolute path of its tools module. */
const TOOLS_METADATA = 'cdk-mcp-service:tools';
const LOGICAL_ID_METADATA = 'aws:cdk:logicalId';

/** One server of the app, as it was synthesized. */
export interface Service {
  /** Construct path, such as `SupportDesk/Mcp`. */
  readonly path: string;
  readonly stack: StackArtifact;
  /** The server's environment, intrinsics and all. */
  readonly environment: JsonObject;
  /** The asset with the server's code: a function's folder, or that of an image. */
  readonly directory: string;
  /** Absolute path of the tools module; absent when the code was not bundled by the construct. */
  readonly tools?: string;
}

interface Candidate {
  readonly path: string;
  readonly stack: StackArtifact;
  readonly environment: JsonObject;
  readonly assetHash: string;
  readonly tools?: string;
}

/**
 * Finds the function, or the task of containers, that is a server of this kit.
 *
 * @param wanted - Construct path of one service; needed when the app has several.
 * @throws {DeskError} when there is none, or more than one and none is wanted.
 */
export function findService(stacks: readonly StackArtifact[], wanted?: string): Service {
  const all = stacks.flatMap(candidates);
  const paths = all.map(({ path }) => path).join(', ');
  if (all.length === 0) {
    const names = stacks.map(({ displayName }) => displayName).join(', ') || 'none';
    throw new DeskError(`The app has no McpService (its stacks: ${names}). Add one to a stack.`);
  }
  const chosen = wanted === undefined ? all : all.filter(({ path }) => path === wanted.replace(/^\//, ''));
  const [candidate, ...others] = chosen;
  if (candidate === undefined) throw new DeskError(`The app has no service '${wanted}'; it has: ${paths}.`);
  if (others.length > 0) {
    throw new DeskError(`The app has ${all.length} services; choose one with --service <path>: ${paths}.`);
  }
  const { stack, assetHash, ...service } = candidate;
  const directory = stack.assets.get(assetHash);
  if (directory === undefined) {
    throw new DeskError(
      `The code of ${candidate.path} is not an asset of the app, it was built elsewhere: it cannot run here. Leave image out for the desk.`,
    );
  }
  return { ...service, stack, directory };
}

function candidates(stack: StackArtifact): Candidate[] {
  return resourcesOfType(stack.template, ...Object.keys(CODE_OF)).flatMap(([logicalId, resource]) =>
    (CODE_OF[resource.Type]?.(resource) ?? [])
      .filter(({ environment }) => Object.hasOwn(environment, CONTRACT_SETTING))
      .map((code) => ({
        path: `${stack.displayName}/${logicalId}`,
        ...ownerOf(stack, logicalId),
        stack,
        ...code,
      })),
  );
}

/** Whether a resource of a template runs a server of this kit. */
export function isServer(resource: Resource): boolean {
  const code = CODE_OF[resource.Type]?.(resource) ?? [];
  return code.some(({ environment }) => Object.hasOwn(environment, CONTRACT_SETTING));
}

type Code = Pick<Candidate, 'environment' | 'assetHash'>;

/** What runs in a resource, and with which environment. */
const CODE_OF: Readonly<Record<string, (resource: Resource) => readonly Code[]>> = {
  'AWS::Lambda::Function': ({ Properties: { Environment: environment, Code: code } = {} }) => {
    const variables = isObject(environment) ? environment.Variables : undefined;
    const key = isObject(code) ? code.S3Key : undefined;
    const assetHash = typeof key === 'string' ? key.replace(/\.zip$/, '') : '';
    return isObject(variables) ? [{ environment: variables, assetHash }] : [];
  },
  'AWS::ECS::TaskDefinition': ({ Properties: { ContainerDefinitions: containers } = {} }) =>
    (isArray(containers) ? containers : []).filter(isObject).map(({ Environment: pairs, Image: image }) => ({
      environment: Object.fromEntries(
        (isArray(pairs) ? pairs : [])
          .filter(isObject)
          .map(({ Name: name, Value: value = '' }) => [asText(name ?? ''), value]),
      ),
      assetHash: /:([0-9a-f]{64})\b/.exec(JSON.stringify(image ?? ''))?.[1] ?? '',
    })),
};

/** The construct that a function belongs to, if it left its tools module. */
function ownerOf(
  { metadata }: StackArtifact,
  logicalId: string,
): { path: string; tools: string } | undefined {
  const functionPath = Object.keys(metadata).find((path) =>
    metadata[path]?.some(({ type, data }) => type === LOGICAL_ID_METADATA && data === logicalId),
  );
  if (functionPath === undefined) return undefined;
  for (const [path, entries] of Object.entries(metadata)) {
    const tools = entries.find(({ type }) => type === TOOLS_METADATA)?.data;
    if (typeof tools === 'string' && functionPath.startsWith(`${path}/`)) {
      return { path: path.replace(/^\//, ''), tools };
    }
  }
  return undefined;
}
