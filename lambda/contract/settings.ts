import { isApprovalRecords, type ApprovalRecordSettings } from './approval-records';
import { isAuth, type AuthSettings } from './auth';
import { CONTRACT_VERSION } from './version';
import { DEFAULT_RATES, isServiceRates, type ServiceRates } from './rates';
import {
  isStringArray,
  isStringRecord,
  isUrlArray,
  json,
  nonEmptyString,
  oneOf,
  url,
  wholeNumber,
} from './parse';

export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `off` records nothing and costs nothing. */
export const TRACINGS = ['off', 'xray'] as const;
export type Tracing = (typeof TRACINGS)[number];

/** What a call may take before it counts as slow. */
export interface LatencyObjectives {
  readonly serviceMs: number;
  /** Tools that have an objective of their own. */
  readonly toolsMs: Readonly<Record<string, number>>;
}

/** What the server must be told to run: written by synth, read at boot. */
export interface Settings {
  readonly contract: number;
  /** Public URL of `/mcp`: the audience, and the base of every link. */
  readonly url: string;
  /** Other URLs that lead here, such as that of before a domain was added. */
  readonly alternateUrls: readonly string[];
  /** Where people approve calls, when the server has no page for it: only the desk says so. @default - here */
  readonly approvalsUrl?: string;
  readonly auth: AuthSettings;
  /** Browser origins that may call. A request without an Origin header is not from a browser. */
  readonly allowedOrigins: readonly string[];
  readonly maxBodyBytes: number;
  readonly logLevel: LogLevel;
  /** Names code and settings: a dimension, so that a new release is judged alone. */
  readonly release: string;
  readonly latencyObjectives: LatencyObjectives;
  /** Where spans go. */
  readonly tracing: Tracing;
  /** Name a handler asks for -> ARN in Secrets Manager. Values are never in the environment. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly idempotencyTable: string;
  /** Seconds that the record of a call is kept under a key of its caller's. */
  readonly idempotencyKeptSeconds: number;
  readonly limitsTable: string;
  readonly rates: ServiceRates;
  /** Nothing is sent where no tool asks for approval. */
  readonly approvalRecords: ApprovalRecordSettings;
}

interface Setting<T> {
  /** The environment variable. Names are what a peer sees: they are pinned. */
  readonly name: string;
  /** Values may be CDK tokens: format must keep them whole. */
  readonly format: (value: T) => string;
  /** Throws an `Error` whose message completes "<name> must be …". */
  readonly parse: (text: string) => T;
  /** For a template of a release that did not know the setting yet. @default - it must be set */
  readonly fallback?: T;
  /** Whether it may be absent, and is not set then. @default false */
  readonly optional?: boolean;
}

/** Mapped over as they are, one that may be absent would need no entry below. */
type SettingKey = Exclude<keyof Settings, never>;

const SETTINGS: { readonly [K in SettingKey]: Setting<Settings[K]> } = {
  contract: { name: 'MCP_CONTRACT', format: String, parse: wholeNumber },
  url: { name: 'MCP_URL', format: String, parse: url },
  alternateUrls: {
    name: 'MCP_ALTERNATE_URLS',
    format: JSON.stringify,
    parse: json(isUrlArray, 'a JSON array of absolute URLs'),
    fallback: [],
  },
  approvalsUrl: { name: 'MCP_APPROVALS_URL', format: String, parse: url, optional: true },
  auth: {
    name: 'MCP_AUTH',
    format: JSON.stringify,
    parse: json(
      isAuth,
      '{"kind":"jwt","issuer","audience"}, {"kind":"cognito",…} or {"kind":"unauthenticated"}',
    ),
  },
  allowedOrigins: {
    name: 'MCP_ALLOWED_ORIGINS',
    format: JSON.stringify,
    parse: json(isStringArray, 'a JSON array of origins'),
  },
  maxBodyBytes: { name: 'MCP_MAX_BODY_BYTES', format: String, parse: wholeNumber },
  logLevel: { name: 'MCP_LOG_LEVEL', format: String, parse: oneOf(LOG_LEVELS) },
  release: { name: 'MCP_RELEASE', format: String, parse: nonEmptyString, fallback: 'unknown' },
  latencyObjectives: {
    name: 'MCP_LATENCY_OBJECTIVES',
    format: JSON.stringify,
    parse: json(isLatencyObjectives, '{"serviceMs":…,"toolsMs":{"<tool>":…}} of positive numbers'),
    fallback: { serviceMs: 1_000, toolsMs: {} },
  },
  tracing: { name: 'MCP_TRACING', format: String, parse: oneOf(TRACINGS), fallback: 'off' },
  secrets: {
    name: 'MCP_SECRETS',
    format: JSON.stringify,
    parse: json(isStringRecord, 'a JSON object of secret ARNs'),
  },
  idempotencyTable: { name: 'MCP_IDEMPOTENCY_TABLE', format: String, parse: nonEmptyString },
  idempotencyKeptSeconds: {
    name: 'MCP_IDEMPOTENCY_KEPT_SECONDS',
    format: String,
    parse: wholeNumber,
    fallback: 7 * 24 * 60 * 60,
  },
  limitsTable: { name: 'MCP_LIMITS_TABLE', format: String, parse: nonEmptyString },
  rates: {
    name: 'MCP_RATES',
    format: JSON.stringify,
    parse: json(
      isServiceRates,
      'a JSON object of caller, callerWrites, tenant, tool and callerTool, each false or {"perMinute","burst"}',
    ),
    fallback: DEFAULT_RATES,
  },
  approvalRecords: {
    name: 'MCP_APPROVAL_RECORDS',
    format: JSON.stringify,
    parse: json(isApprovalRecords, '{"events":true|false} with or without the name of a "logGroup"'),
    fallback: { events: false },
  },
};

const KEYS = Object.keys(SETTINGS) as SettingKey[];

/** Environment names that belong to the server: a user's own variable may not take one. */
export const SETTING_NAMES: readonly string[] = KEYS.map((key) => SETTINGS[key].name);

/** The variable that marks a function or container as a server of this kit. */
export const CONTRACT_SETTING = SETTINGS.contract.name;

/** The variables that say where the server is reached; `local` points them at its own endpoint. */
export const URL_SETTING = SETTINGS.url.name;
export const ALTERNATE_URLS_SETTING = SETTINGS.alternateUrls.name;

/** The variable that says where people approve calls; `local` alone sets it. */
export const APPROVALS_URL_SETTING = SETTINGS.approvalsUrl.name;

/** The variable that says where approvals are recorded in the account; `local` leaves it out. */
export const APPROVAL_RECORDS_SETTING = SETTINGS.approvalRecords.name;

/** The variable that says how callers are authenticated; `local` points it at its own keys. */
export const AUTH_SETTING = SETTINGS.auth.name;

/** The synth side. Takes every setting, so that a new one cannot be forgotten. */
export function toEnvironment(settings: Settings): Record<string, string> {
  return format(settings, KEYS);
}

/**
 * What an authorizer in front of the server must be told. Without the contract's version: it is always of the same
 * bundle as the template, and is no server.
 */
const AUTHORIZER_KEYS = ['url', 'alternateUrls', 'auth'] as const satisfies readonly SettingKey[];
export type AuthorizerSettings = Pick<Settings, (typeof AUTHORIZER_KEYS)[number]>;

export function toAuthorizerEnvironment(settings: AuthorizerSettings): Record<string, string> {
  return format(settings, AUTHORIZER_KEYS);
}

function format<K extends SettingKey>(
  settings: Pick<Settings, K>,
  keys: readonly K[],
): Record<string, string> {
  const formatOne = <Key extends K>(key: Key) => SETTINGS[key].format(settings[key]);
  const given = keys.filter((key) => settings[key] !== undefined);
  return Object.fromEntries(given.map((key) => [SETTINGS[key].name, formatOne(key)]));
}

/** Raised at boot: the message lists every problem, not only the first. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The boot side.
 *
 * @throws {SettingsError} when a variable is missing or malformed, or synth spoke another contract.
 */
export function readSettings(environment: Environment): Settings {
  const { settings, problems } = parse(environment, KEYS);
  if (settings.contract !== undefined && settings.contract !== CONTRACT_VERSION) {
    const older = settings.contract < CONTRACT_VERSION ? 'the stack' : 'the server image';
    problems.push(
      `the template speaks contract ${settings.contract} and this server ${CONTRACT_VERSION}: upgrade ${older} to the same release`,
    );
  }
  if (problems.length > 0) throw new SettingsError(`The server cannot start: ${problems.join('; ')}.`);
  return settings as Settings;
}

/** @throws {SettingsError} when a variable is missing or malformed. */
export function readAuthorizerSettings(environment: Environment): AuthorizerSettings {
  const { settings, problems } = parse(environment, AUTHORIZER_KEYS);
  if (problems.length > 0) throw new SettingsError(`The authorizer cannot start: ${problems.join('; ')}.`);
  return settings as AuthorizerSettings;
}

function parse(
  environment: Environment,
  keys: readonly SettingKey[],
): { readonly settings: Partial<Settings>; readonly problems: string[] } {
  const settings: { -readonly [K in SettingKey]?: Settings[K] } = {};
  const problems: string[] = [];
  const read = <K extends SettingKey>(key: K): void => {
    const { name, parse: parseOne, fallback, optional = false } = SETTINGS[key];
    const text = environment[name];
    try {
      if (text !== undefined) settings[key] = parseOne(text);
      else if (fallback !== undefined) settings[key] = fallback;
      else if (!optional) throw new Error('set; it is missing');
    } catch (error) {
      problems.push(`${name} must be ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  keys.forEach(read);
  return { settings, problems };
}

function isLatencyObjectives(value: unknown): value is LatencyObjectives {
  if (typeof value !== 'object' || value === null) return false;
  if (!('serviceMs' in value) || !('toolsMs' in value)) return false;
  const { serviceMs, toolsMs } = value;
  if (typeof toolsMs !== 'object' || toolsMs === null || Array.isArray(toolsMs)) return false;
  return [serviceMs, ...Object.values(toolsMs)].every((ms) => typeof ms === 'number' && ms > 0);
}
