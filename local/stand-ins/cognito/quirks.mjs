import { errorPage } from './login.mjs';

/** @import { Provider, KoaContextWithOIDC } from 'oidc-provider' */
/** @import { Pool } from './pool.js' */
/** @typedef {(ctx: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void>} Middleware */

const AUTHORIZE = '/oauth2/authorize';
const TOKEN = '/oauth2/token';
const REVOKE = '/oauth2/revoke';

/** What Cognito binds a token to: `http://127.0.0.1` is not among it. */
const RESOURCE = /^(https:\/\/|http:\/\/localhost(?=[:/]|$)|(?!https?:)[a-z][a-z0-9.+-]*:\/\/)/;
/** These are for the identity providers behind a pool. */
const PROMPTS_FOR_OTHERS = new Set(['consent', 'select_account']);
const OTHER_GRANT = 'requested grant type is not allowed for this client';
const OTHER_REDIRECT = 'authorization code redirect_uri mismatch';

/**
 * Where Cognito answers differently from oidc-provider.
 *
 * @param {Provider} provider
 * @param {Pool} pool
 * @returns {Middleware}
 */
export function likeCognito(provider, pool) {
  /** @type {WeakMap<object, string>} */
  const details = new WeakMap();
  provider.on('grant.error', (ctx, { error_detail: detail }) => details.set(ctx.req, detail ?? ''));

  return async function quirks(ctx, next) {
    if (ctx.path === AUTHORIZE) {
      if (ctx.method !== 'GET') return void (ctx.status = 405);
      const error = prepareAuthorization(ctx, pool);
      if (error !== undefined) return redirectWith(ctx, error);
    }
    const form = formOf(ctx);
    const machine = pool.machines.find(({ clientId }) => clientId === clientIdOf(ctx));
    const asked = words(form.scope);
    if (ctx.path === TOKEN && machine !== undefined && asked.length === 0) {
      form.scope = machine.scopes.join(' ');
    }
    await next();
    if (ctx.path.startsWith(AUTHORIZE)) withoutIssuer(ctx, pool);
    if (ctx.path !== TOKEN && ctx.path !== REVOKE) return;
    /** @type {Record<string, string | undefined>} */
    const answer = Object(ctx.body);
    const foreign = machine !== undefined && asked.some((scope) => !machine.scopes.includes(scope));
    if (foreign && ctx.status === 200) refuse(ctx, 'invalid_scope');
    else if (answer.error !== undefined) {
      const foreignGrant = answer.error_description === OTHER_GRANT;
      refuse(ctx, foreignGrant ? 'unauthorized_client' : answer.error, details.get(ctx.req));
    } else if (ctx.path === TOKEN) {
      const { scope: _scope, refresh_token, ...tokens } = answer;
      const keepsRefreshToken = pool.rotation || form.grant_type !== 'refresh_token';
      ctx.body = { ...tokens, ...(keepsRefreshToken && refresh_token !== undefined && { refresh_token }) };
    }
  };
}

/**
 * `/logout` ends the session of the browser and nothing else.
 *
 * @param {Provider} provider
 * @param {Pool} pool
 * @returns {Middleware}
 */
export function logout(provider, pool) {
  return async function endSession(ctx, next) {
    if (ctx.path !== '/logout') return next();
    const { client_id: clientId, logout_uri: to } = ctx.query;
    const client = pool.clients.find((known) => known.clientId === clientId);
    if (typeof to !== 'string' || client?.logouts?.includes(to) !== true) {
      return errorPage(ctx, 'invalid_request');
    }
    const session = await provider.Session.get(ctx);
    await session.destroy();
    ctx.cookies.set(provider.cookieName('session'), null);
    ctx.redirect(to);
  };
}

/**
 * @param {KoaContextWithOIDC} ctx
 * @param {Pool} pool
 * @returns {string | undefined} The error to go back with.
 */
function prepareAuthorization(ctx, { clients }) {
  const { client_id: clientId, redirect_uri: callback, scope, resource, prompt } = ctx.query;
  const client = clients.find((known) => known.clientId === clientId);
  // oidc-provider shows a page for these.
  if (client === undefined || typeof callback !== 'string' || !client.callbacks.includes(callback))
    return undefined;
  const asked = words(scope);
  // oidc-provider would leave out what it does not know.
  if (asked.some((name) => !client.scopes.includes(name))) return 'invalid_scope';
  if (resource !== undefined && !RESOURCE.test(String(resource))) return 'invalid_request';
  if (Array.isArray(resource)) return 'invalid_request';
  const prompts = words(prompt).filter((word) => !PROMPTS_FOR_OTHERS.has(word));
  const { prompt: _prompt, ...query } = ctx.query;
  ctx.query = {
    ...query,
    scope: (asked.length > 0 ? asked : client.scopes).join(' '),
    ...(prompts.length > 0 && { prompt: prompts.join(' ') }),
  };
  return undefined;
}

/**
 * @param {KoaContextWithOIDC} ctx
 * @param {string} error
 */
function redirectWith(ctx, error) {
  const { redirect_uri: callback, state } = ctx.query;
  const to = new URL(String(callback));
  to.searchParams.set('error', error);
  if (typeof state === 'string') to.searchParams.set('state', state);
  ctx.redirect(to.href);
}

/**
 * Cognito does not know RFC 9207.
 *
 * @param {KoaContextWithOIDC} ctx
 * @param {Pool} pool
 */
function withoutIssuer(ctx, { clients }) {
  const location = String(ctx.res.getHeader('location') ?? '');
  if (!clients.some(({ callbacks }) => callbacks.some((callback) => location.startsWith(callback)))) return;
  const to = new URL(location);
  to.searchParams.delete('iss');
  ctx.set('location', to.href);
}

/**
 * @param {KoaContextWithOIDC} ctx
 * @param {string} error
 * @param {string} [detail] - What oidc-provider tells its log only.
 */
function refuse(ctx, error, detail) {
  ctx.status = 400;
  ctx.remove('www-authenticate');
  ctx.body =
    detail === OTHER_REDIRECT
      ? { error: 'unauthorized_client', error_description: 'invalid_redirect' }
      : { error };
}

/** @param {KoaContextWithOIDC} ctx @returns {Record<string, string | undefined>} */
function formOf({ req }) {
  return 'body' in req && typeof req.body === 'object' ? Object(req.body) : {};
}

/** @param {KoaContextWithOIDC} ctx */
function clientIdOf(ctx) {
  const [scheme, credentials = ''] = ctx.get('authorization').split(' ');
  if (scheme?.toLowerCase() !== 'basic') return formOf(ctx).client_id;
  return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0];
}

/** @param {string | string[] | undefined} text */
function words(text) {
  return String(text ?? '')
    .split(' ')
    .filter((word) => word !== '');
}
