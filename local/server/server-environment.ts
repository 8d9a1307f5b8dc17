import { devNull } from 'node:os';
import {
  ALTERNATE_URLS_SETTING,
  AUTH_SETTING,
  ROUTES,
  URL_SETTING,
  readSettings,
  type Settings,
} from '../../lambda/contract';
import { REGION } from '../assembly/local-values';
import { LOOPBACK } from '../endpoint/loopback';

/** Where the things are that stand in for the cloud. */
export interface StandInAddresses {
  readonly dynamodb: string;
  readonly secretsManager: string;
  /** Where the keys of the issuer's stand-in are. */
  readonly jwksUri: string;
  /** Origin of the desk's endpoint. */
  readonly endpoint: string;
}

/** Where spans go beside a container. A developer may run such a daemon, which sends to their account. */
const DAEMON_VARIABLE = 'AWS_XRAY_DAEMON_ADDRESS';

export interface ServerEnvironment {
  /** As the template has them, before the stand-ins. */
  readonly settings: Settings;
  /** The whole environment of the process. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The template's environment, and what an AWS client needs to find the stand-ins. Nothing of the developer's
 * own environment gets in: a server that works here does not work because of it, and cannot reach their
 * account. What is changed is where things are: the issuer's keys, and the server itself, which on the desk has no
 * domain.
 *
 * @throws `SettingsError` when the template's settings are not what the server reads.
 */
export function serverEnvironment(
  template: Readonly<Record<string, string>>,
  standIns: StandInAddresses,
): ServerEnvironment {
  const settings = readSettings(template);
  const { [DAEMON_VARIABLE]: _daemon, ...own } = template;
  const { auth } = settings;
  return {
    settings,
    variables: {
      ...own,
      ...(auth.kind === 'jwt' && {
        [AUTH_SETTING]: JSON.stringify({ ...auth, jwksUri: standIns.jwksUri }),
      }),
      [URL_SETTING]: `${standIns.endpoint}${ROUTES.mcp}`,
      [ALTERNATE_URLS_SETTING]: '[]',
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
    },
  };
}
