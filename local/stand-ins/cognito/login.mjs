import { renderError, renderLogin } from './login-page.mjs';

/** @import { KoaContextWithOIDC, Provider } from 'oidc-provider' */
/** @import { Pool } from './pool.js' */

const PATH = '/login/';
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Managed login: a page for user name and password. Whoever has a session does not see it.
 *
 * @param {Provider} provider
 * @param {Pool} pool
 * @returns {(ctx: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void>}
 */
export function login(provider, { users }) {
  return async function managedLogin(ctx, next) {
    if (!ctx.path.startsWith(PATH)) return next();
    const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(() => undefined);
    if (interaction === undefined) return errorPage(ctx, 'login_expired');
    if (ctx.method !== 'POST') {
      const { login_hint: hint } = interaction.params;
      return page(ctx, 200, renderLogin({ users, username: typeof hint === 'string' ? hint : '' }));
    }
    const { username = '', password = '' } = Object('body' in ctx.req ? ctx.req.body : {});
    const user = users.find((known) => known.username === username || known.email === username);
    if (user === undefined || user.password !== password) {
      return page(ctx, 400, renderLogin({ users, username: String(username), refused: true }));
    }
    const result = { login: { accountId: user.sub } };
    ctx.status = 303;
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  };
}

/**
 * What Cognito shows instead of going back to an address that it does not trust.
 *
 * @param {KoaContextWithOIDC} ctx
 * @param {string} error
 */
export function errorPage(ctx, error) {
  page(ctx, 400, renderError(error === 'invalid_redirect_uri' ? 'redirect_mismatch' : error));
}

/**
 * @param {KoaContextWithOIDC} ctx
 * @param {number} status
 * @param {string} html
 */
function page(ctx, status, html) {
  ctx.set(HEADERS);
  ctx.status = status;
  ctx.type = 'html';
  ctx.body = html;
}
