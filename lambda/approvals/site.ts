import type { Address, Addresses } from '../auth/addresses';
import type { CognitoTrust } from '../auth/authenticate';
import type { CognitoTokens } from '../auth/cognito-tokens';
import type { Clock } from '../clock';
import { ROUTES, type CognitoSettings } from '../contract';
import { createCognito, type Cognito } from '../oauth/cognito';
import { createFloodGate, type Flood } from '../oauth/flood-gate';
import { createHandles, type Handles } from '../oauth/handles';
import { createKeyRing } from '../oauth/key-ring';
import { createSealer, type Sealer } from '../oauth/sealer';
import type { ApprovalStore } from '../state/approvals/approvals';
import type { RecordApproval } from './record-approval';

/** The approval page at one URL of the service. */
export interface Site {
  readonly origin: string;
  /** The URL of the MCP endpoint. */
  readonly resource: string;
  /** As people know the service. */
  readonly serviceName: string;
  /** All of the service's, without prefix. */
  readonly scopes: readonly string[];
  readonly settings: Pick<CognitoSettings, 'approvers' | 'approveOwn'>;
  readonly clock: Clock;
  readonly store: ApprovalStore;
  readonly record: RecordApproval;
  readonly sealer: Sealer;
  readonly handles: Handles;
  readonly cognito: Cognito;
  readonly tokens: CognitoTokens;
  /** Whether one more login may begin. */
  readonly mayLogIn: () => boolean;
}

export interface SitesOptions {
  readonly settings: CognitoSettings;
  readonly addresses: Addresses;
  readonly serviceName: string;
  /** Of the tools, without prefix. */
  readonly scopes: readonly string[];
  readonly trust: CognitoTrust;
  readonly clock: Clock;
  readonly store: ApprovalStore;
  /** Takes what is decided. */
  readonly record: RecordApproval;
}

/** Of logins. Those who approve are few, and each visit without a session begins one. */
const BEGINNINGS: Flood = { burst: 50, perSecond: 10 };

/** One for each URL of the service, by its origin. */
export function createSites(options: SitesOptions): ReadonlyMap<string, Site> {
  const { settings, addresses, trust, clock } = options;
  const { sealingKeys, clientSecret, tokens } = trust;
  const mayLogIn = createFloodGate(clock, BEGINNINGS);
  const siteOf = ({ origin, url: resource }: Address): Site => {
    const keys = createKeyRing(sealingKeys, origin);
    const callback = `${origin}${ROUTES.approvalsCallback}`;
    return {
      ...options,
      origin,
      resource,
      tokens,
      mayLogIn,
      sealer: createSealer(keys),
      handles: createHandles(keys, clock),
      cognito: createCognito({ settings, clientSecret, callback, resource }),
    };
  };
  return new Map(addresses.all.map((address) => [address.origin, siteOf(address)]));
}
