import { failed, type Call, type Middleware } from '../call';
import { missingScopes } from '../auth/scopes';
import type { FindSwitch, Switch } from '../state/switches/switches';
import { ToolError } from '../tool-error';

/** The caller's token holds every scope of the tool, and nobody switched off the tool, the caller or theirs. */
export function authorize(findSwitch: FindSwitch): Middleware {
  return async function authorizeCall(call, next) {
    const { scopes, effect } = call.tool.manifest;
    const missing = missingScopes(scopes, call.exchange.caller.scopes);
    if (missing.length > 0) {
      call.exchange.line.add({ policy: 'scopes' });
      return failed(permissionDenied(missing));
    }
    const found = await findSwitch(subjectsOf(call));
    if (found === undefined) return next(call);
    if (found !== 'unknown') {
      call.exchange.line.add({
        policy: 'switch',
        switchedOff: `${found.kind} ${found.name}`,
        reason: found.reason,
      });
      return failed(blocked(found));
    }
    // Whether something is switched off cannot be known: only what changes nothing may go on.
    return effect === 'read' ? next(call) : failed(unavailable());
  };
}

function subjectsOf({ tool, exchange: { caller } }: Call) {
  return { tool: tool.manifest.name, caller: caller.subject, agent: caller.agent, tenant: caller.tenant };
}

function permissionDenied(missing: readonly string[]): ToolError {
  // Where a login would help, the server asked for one before the call got here.
  const message = `This tool needs the scope ${missing.join(' and ')}, which the caller may not hold. Do not try again; the operator gives access.`;
  return new ToolError('PERMISSION_DENIED', message, { outcome: 'not_executed' });
}

function blocked({ kind }: Switch): ToolError {
  const what = kind === 'tool' ? 'This tool is' : 'Calls from here are';
  return new ToolError(
    'BLOCKED',
    `${what} switched off by the operator. Do not try again; tell the person.`,
    {
      outcome: 'not_executed',
    },
  );
}

function unavailable(): ToolError {
  const message = 'It cannot be checked right now whether this tool may run. Nothing was changed.';
  return new ToolError('STATE_UNAVAILABLE', message, { outcome: 'not_executed', retryAfterSeconds: 5 });
}
