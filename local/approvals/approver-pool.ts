import { ROUTES, fullScope, type CognitoSettings } from '../../lambda/contract';
import { APPROVER, deskUser } from '../stand-ins/cognito/desk-users';
import type { Login } from '../stand-ins/cognito/local-pool';
import type { Pool } from '../stand-ins/cognito/pool';

/** Names what is sealed, and nothing that exists. */
export const CLIENT_SECRET = 'client-secret';
export const SEALING_KEYS = 'sealing-keys';

/** A token has to hold a scope; this one lets nobody do anything. */
export const SCOPE = 'approve';
const GROUP = 'approvers';
const CLIENT_ID = 'desk-approvals';
const TOKEN_SECONDS = 300;

/** The user pool of a desk on which nobody logs in but who approves. */
export function approverPool(endpoint: string, secret: string): Pool {
  return {
    issuer: `${endpoint}${ROUTES.approvals}`,
    clients: [
      {
        clientId: CLIENT_ID,
        secrets: [secret],
        callbacks: [`${endpoint}${ROUTES.approvalsCallback}`],
        scopes: [fullScope(`${endpoint}${ROUTES.mcp}`, SCOPE)],
      },
    ],
    machines: [],
    users: [deskUser(APPROVER, [GROUP])],
    resourceServers: [],
    accessTokenSeconds: TOKEN_SECONDS,
    rotation: false,
  };
}

/** What the page has to know of that pool. */
export function approverSettings({ loginUrl, jwksUri, pool }: Login): CognitoSettings {
  return {
    kind: 'cognito',
    issuer: pool.issuer,
    jwksUri,
    loginUrl,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    sealingKeys: SEALING_KEYS,
    // Nothing registers here.
    registrationKeys: SEALING_KEYS,
    machines: [],
    access: {},
    hosts: [],
    approvers: GROUP,
    approveOwn: false,
    resourceBinding: 'clientId',
  };
}
