import type { Clock } from '../clock';
import type { CognitoSettings } from '../contract';
import type { FindSwitch } from '../state/switches/switches';
import type { CognitoTokens } from '../auth/cognito-tokens';
import type { Clients } from './clients';
import type { Cognito } from './cognito';
import type { Handles } from './handles';
import type { RegistrationIds } from './registration-ids';
import type { Sealer } from './sealer';

/**
 * The authorization server of one URL of the service: the origin is its name, byte for byte, in the metadata, in
 * `iss`, and as the salt of its keys.
 */
export interface Issuer {
  /** Origin of the URL, without a slash at the end. */
  readonly issuer: string;
  /** The URL of the MCP endpoint: RFC 8707's `resource`, and what scopes begin with. */
  readonly resource: string;
  /** As people know the service. */
  readonly serviceName: string;
  /** All of the service's, without prefix. */
  readonly scopes: readonly string[];
  readonly settings: CognitoSettings;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly handles: Handles;
  readonly clients: Clients;
  readonly registrations: RegistrationIds;
  readonly cognito: Cognito;
  readonly tokens: CognitoTokens;
  readonly findSwitch: FindSwitch;
}

/** What an answer adds to the request's line. */
export type Note = (fields: Readonly<Record<string, unknown>>) => void;
