import { devNull } from 'node:os';
import {
  ALTERNATE_URLS_SETTING,
  APPROVAL_RECORDS_SETTING,
  APPROVALS_URL_SETTING,
  AUTH_SETTING,
  ROUTES,
  URL_SETTING,
  type AuthSettings,
  type MachineSettings,
} from '../../lambda/contract';
import { REGION } from '../assembly/local-values';
import { LOOPBACK } from '../endpoint/loopback';
import type { Login } from '../stand-ins/cognito/local-pool';

/** Where the things are that stand in for the cloud. */
export interface StandInAddresses {
  readonly dynamodb: string;
  readonly secretsManager: string;
  /** Where the keys of the issuer's stand-in are. */
  readonly jwksUri: string;
  /** Who a request without a token is from, where there is a user pool in the cloud. */
  readonly developer?: MachineSettings;
  /** Where people log in, where they do. */
  readonly login?: Pick<Login, 'loginUrl' | 'jwksUri'>;
  /** Where people approve, where the desk has the page for it. */
  readonly approvalsUrl?: string;
  /** Origin of the desk's endpoint. */
  readonly endpoint: string;
}

/** Where spans go beside a container. A developer may run such a daemon, which sends to their account. */
const DAEMON_VARIABLE = 'AWS_XRAY_DAEMON_ADDRESS';

/**
 * The template's environment, and what an AWS client needs to find the stand-ins. Nothing of the developer's
 * own environment gets in: a server that works here does not work because of it, and cannot reach their
 * account. What is changed is where things are: the issuer's keys, and the server itself, which on the desk has no
 * domain.
 *
 * @returns The whole environment of the process.
 */
export function serverEnvironment(
  template: Readonly<Record<string, string>>,
  auth: AuthSettings,
  standIns: StandInAddresses,
): Readonly<Record<string, string>> {
  // The desk's log is the record: there is no audit log here, and no bus.
  const { [DAEMON_VARIABLE]: _daemon, [APPROVAL_RECORDS_SETTING]: _records, ...own } = template;
  return {
    ...own,
    [AUTH_SETTING]: JSON.stringify(authOnDesk(auth, standIns)),
    [URL_SETTING]: `${standIns.endpoint}${ROUTES.mcp}`,
    [ALTERNATE_URLS_SETTING]: '[]',
    ...(standIns.approvalsUrl !== undefined && { [APPROVALS_URL_SETTING]: standIns.approvalsUrl }),
    PORT: '0',
    HOST: LOOPBACK,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'desk',
    AWS_SECRET_ACCESS_KEY: 'desk',
    AWS_ENDPOINT_URL_DYNAMODB: standIns.dynamodb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: standIns.secretsManager,
    AWS_EC2_METADATA_DISABLED: 'true',
    // The SDK finds the home folder without HOME, and the profiles in it.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    // Which Node runs the server is the template's choice, not the laptop's.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** What is changed is where keys and login are, and that the developer is a machine where nobody logs in. */
function authOnDesk(auth: AuthSettings, { jwksUri, developer, login }: StandInAddresses): AuthSettings {
  if (auth.kind === 'jwt') return { ...auth, jwksUri };
  if (auth.kind !== 'cognito') return auth;
  if (login !== undefined) return { ...auth, jwksUri: login.jwksUri, loginUrl: login.loginUrl };
  return { ...auth, jwksUri, machines: developer ? [...auth.machines, developer] : auth.machines };
}
