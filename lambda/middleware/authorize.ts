import { failed, type Middleware } from '../call';
import { missingScopes } from '../auth/scopes';
import { ToolError } from '../tool-error';

/** The caller's token holds every scope of the tool. */
export const authorize: Middleware = async function authorizeCall(call, next) {
  const missing = missingScopes(call.tool.manifest.scopes, call.exchange.caller.scopes);
  if (missing.length === 0) return next(call);
  return failed(
    new ToolError(
      'PERMISSION_DENIED',
      `This tool needs the scope ${missing.join(' and ')}, which the token does not hold.`,
      {
        outcome: 'not_executed',
      },
    ),
  );
};
