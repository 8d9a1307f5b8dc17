import { Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { Address, Addresses } from '../auth/addresses';
import type { CognitoTrust } from '../auth/authenticate';
import type { Clock } from '../clock';
import { ROUTES, type CognitoSettings } from '../contract';
import type { RequestLine } from '../request-line';
import { createSecretValue, type FetchSecret } from '../secret-value';
import type { FindSwitch } from '../state/switches/switches';
import { methodNotAllowed, tooMany, unavailable } from './answers';
import { authorize } from './authorize';
import { callback } from './callback';
import { createReadClientDocument } from './client-documents';
import { createClients } from './clients';
import { createCognito } from './cognito';
import { consent } from './consent';
import type { FetchPublic } from './fetch-public';
import { createFloodGate, type Flood } from './flood-gate';
import { createHandles } from './handles';
import { createKeyRing } from './key-ring';
import type { Issuer, Note } from './issuer';
import { authorizationServerMetadata } from './metadata';
import { register } from './register';
import { createRegistrationIds } from './registration-ids';
import { revoke } from './revoke';
import { refusalPage } from './page';
import { parseRootKeys } from './root-keys';
import { createSealer } from './sealer';
import { token } from './token';
import { messageOf } from '../thrown';

interface AuthorizationServerOptions {
  readonly settings: CognitoSettings;
  readonly addresses: Addresses;
  readonly serviceName: string;
  /** Of the tools, without prefix. */
  readonly scopes: readonly string[];
  readonly trust: CognitoTrust;
  readonly fetchSecret: FetchSecret;
  readonly fetchPublic: FetchPublic;
  readonly clock: Clock;
  readonly findSwitch: FindSwitch;
}

/** As many as an endpoint lets through in all: a flood that stops logins here would stop everything before it. */
const BEGINNINGS: Flood = { burst: 200, perSecond: 100 };
/** Of documents that are not kept. */
const FETCHES: Flood = { burst: 50, perSecond: 5 };

interface Variables {
  line: RequestLine;
}

type Answer = (request: Request, issuer: Issuer, note: Note) => Promise<Response> | Response;

/**
 * Makes Cognito the authorization server that MCP hosts expect: OAuth 2.1 with PKCE, RFC 8414 metadata, client id
 * metadata documents and registration, RFC 8707 resources and RFC 9207 `iss`. It keeps nothing: what has to be
 * remembered travels sealed.
 */
export function createAuthorizationServer(
  options: AuthorizationServerOptions,
): Hono<{ Variables: Variables }> {
  const { addresses } = options;
  const issuers = createIssuers(options);
  const app = new Hono<{ Variables: Variables }>();

  /** @param otherwise - When the keys could not be read: everything else is answered where it happens. */
  const answeringWith =
    (otherwise: () => Response | Promise<Response>) =>
    (answer: Answer) =>
    async (c: { req: { raw: Request }; var: Variables }): Promise<Response> => {
      const request = c.req.raw;
      const note: Note = (fields) => c.var.line.add(fields);
      const issuer = issuers.get(addresses.of(request).origin);
      if (issuer === undefined) throw new Error('The address has no issuer.');
      try {
        return await answer(request, issuer, note);
      } catch (error) {
        note({ reason: messageOf(error) });
        return otherwise();
      }
    };
  const answering = answeringWith(unavailable);
  const showing = answeringWith(() =>
    refusalPage(503, 'The login does not answer right now. Try again in a moment.'),
  );
  const metadata = answering((_request, { issuer, resource, scopes }) =>
    Response.json(authorizationServerMetadata(issuer, resource, scopes)),
  );

  // Programs in a browser may read the metadata, register and get tokens; there are no cookies in these.
  for (const path of [ROUTES.oauthRegister, ROUTES.oauthToken, ROUTES.oauthRevoke]) {
    app.use(
      path,
      cors({ origin: '*', allowMethods: ['POST'], allowHeaders: ['content-type', 'mcp-protocol-version'] }),
    );
  }
  app.get(ROUTES.authorizationServer, metadata);
  app.get(ROUTES.openidConfiguration, metadata);
  const mayAuthorize = createFloodGate(options.clock, BEGINNINGS);
  app.use(ROUTES.oauthAuthorize, getAlone);
  app.use(ROUTES.oauthCallback, getAlone);
  app.get(ROUTES.oauthAuthorize, (c) => (mayAuthorize() ? showing(authorize)(c) : tooManyPage()));
  app.post(ROUTES.oauthConsent, showing(consent));
  app.get(ROUTES.oauthCallback, showing(callback));
  app.all(ROUTES.oauthToken, answering(token));
  app.all(ROUTES.oauthRevoke, answering(revoke));
  const mayRegister = createFloodGate(options.clock, BEGINNINGS);
  app.all(ROUTES.oauthRegister, (c) => (mayRegister() ? answering(register)(c) : tooMany()));
  app.all(ROUTES.oauthConsent, () => methodNotAllowed('POST'));
  return app;
}

/** One for each URL of the service. */
function createIssuers(options: AuthorizationServerOptions): ReadonlyMap<string, Issuer> {
  const { settings, fetchSecret, clock, trust } = options;
  const registrationKeys = createSecretValue({
    arn: settings.registrationKeys,
    fetchSecret,
    clock,
    parse: parseRootKeys,
  });
  const readDocument = createReadClientDocument(options.fetchPublic, clock, createFloodGate(clock, FETCHES));
  const issuerOf = ({ origin: issuer, url: resource }: Address): Issuer => {
    const registrations = createRegistrationIds(createKeyRing(registrationKeys, issuer));
    const keys = createKeyRing(trust.sealingKeys, issuer);
    const callbackUrl = `${issuer}${ROUTES.oauthCallback}`;
    return {
      ...options,
      issuer,
      resource,
      tokens: trust.tokens,
      sealer: createSealer(keys),
      handles: createHandles(keys, clock),
      registrations,
      clients: createClients({ hosts: settings.hosts, registrations, readDocument }),
      cognito: createCognito({ settings, clientSecret: trust.clientSecret, callback: callbackUrl, resource }),
    };
  };
  return new Map(options.addresses.all.map((address) => [address.origin, issuerOf(address)]));
}

/** Hono answers HEAD as it does GET, which here begins or ends a login. */
const getAlone: MiddlewareHandler = async (c, next) =>
  c.req.method === 'GET' ? next() : methodNotAllowed('GET');

function tooManyPage(): Promise<Response> {
  return refusalPage(429, 'Too many logins begin right now. Try again in a few seconds.');
}
