import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings, type Manifest, type Settings } from '../lambda/contract';
import { accountOnly } from './assembly/account-only';
import { readCloudAssembly } from './assembly/cloud-assembly';
import { resolveEnvironment } from './assembly/environment';
import { findService, type Service } from './assembly/find-service';
import { localValues } from './assembly/local-values';
import { secretValues, type SecretValue } from './assembly/secret-values';
import { createTables } from './dynamodb/create-tables';
import type { Engine } from './dynamodb/engine';
import { DeskError, oneLine } from './desk-error';
import { developerMachine } from './developer';
import type { Login } from './stand-ins/cognito/local-pool';
import type { Pool } from './stand-ins/cognito/pool';
import { templatePool } from './stand-ins/cognito/template-pool';
import { serverEnvironment, type StandInAddresses } from './server/server-environment';

/** A synthesized service with everything on the desk that it needs. */
export interface Deployment {
  readonly service: Service;
  readonly manifest: Manifest;
  /** As the template has them. */
  readonly settings: Settings;
  /** The server's whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly tables: readonly string[];
  /** ARN to what the template's secrets hold. */
  readonly secretValues: ReadonlyMap<string, SecretValue>;
  /** Where people log in; absent when the developer needs no login. */
  readonly login?: Login;
  /** Resources of the service's stack that exist in the account only. */
  readonly accountOnly: readonly string[];
  /** What of the server's environment was not interpreted. */
  readonly leftOut: readonly string[];
}

export interface DeployOptions {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  /** Construct path; needed when the app has several services. */
  readonly service?: string;
  /** Origin of the desk's endpoint. */
  readonly endpoint: string;
  readonly engine: Engine;
  readonly standIns: Pick<StandInAddresses, 'secretsManager' | 'jwksUri' | 'approvalsUrl'>;
  /** Plays the user pool. @default - nobody logs in */
  readonly playPool?: (pool: Pool) => Promise<Login>;
}

/** Makes of the assembly what a deployment makes of it in the cloud. Tables that exist stay as they are. */
export async function deploy({
  assembly,
  service: wanted,
  endpoint,
  engine,
  standIns,
  playPool,
}: DeployOptions): Promise<Deployment> {
  const stacks = readCloudAssembly(assembly);
  const service = findService(stacks, wanted);
  const values = localValues(stacks, endpoint);
  const own = values.get(service.stack);
  if (own === undefined) throw new DeskError(`The stack of ${service.path} has no values.`);
  const { variables, leftOut } = resolveEnvironment(service, own, endpoint);
  const tables = await createTables(engine, values);
  const manifest: Manifest = JSON.parse(readFileSync(join(service.directory, 'manifest.json'), 'utf8'));
  try {
    const settings = readSettings(variables);
    const { auth } = settings;
    const login = playPool && (await playPool(templatePool({ values, settings, endpoint })));
    return {
      service,
      manifest,
      settings,
      environment: serverEnvironment(variables, auth, {
        ...standIns,
        endpoint,
        dynamodb: engine.url,
        login,
        developer: developerMachine(manifest),
      }),
      tables,
      secretValues: secretValues(values, auth),
      login,
      accountOnly: accountOnly(service.stack.template),
      leftOut,
    };
  } catch (error) {
    throw new DeskError([oneLine(error), ...leftOut].join(' '));
  }
}
