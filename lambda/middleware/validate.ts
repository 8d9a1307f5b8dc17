import type { z } from 'zod';
import { failed, type AcceptedCall, type Call, type Middleware } from '../call';
import { ToolError } from '../tool-error';
import { depthExceeds } from './depth';
import { unknownFields } from './unknown-fields';

const ISSUES_SHOWN = 5;

/** Arguments nest no deeper than allowed, name no unknown field, and fit the schema. */
export const validate: Middleware<Call, AcceptedCall> = async function validateCall(call, next) {
  const { tool, manifest } = call.tool;
  const args = call.arguments ?? {};
  const refuse = (message: string) => {
    call.exchange.line.add({ policy: 'schema' });
    return failed(invalid(message));
  };
  if (depthExceeds(args, manifest.limits.argumentDepth)) {
    return refuse(
      `Arguments nest deeper than ${manifest.limits.argumentDepth} levels. Send a flatter object.`,
    );
  }
  const [acceptance, unknown] = [await tool.accept(args), unknownFields(manifest.inputSchema, args)];
  if (acceptance.accepted && unknown.length === 0)
    return next({ ...call, invocation: acceptance.invocation });
  const problems = [
    ...unknown.map(describeUnknown),
    ...(acceptance.accepted ? [] : acceptance.issues.flatMap(describe)),
  ];
  const more = problems.length > ISSUES_SHOWN ? ` (and ${problems.length - ISSUES_SHOWN} more)` : '';
  return refuse(`The arguments do not fit: ${problems.slice(0, ISSUES_SHOWN).join('; ')}${more}.`);
};

function invalid(message: string): ToolError {
  return new ToolError('INVALID_ARGUMENTS', message, { outcome: 'not_executed' });
}

function describe(issue: z.core.$ZodIssue): string[] {
  // Strict objects report unknown fields too; they are described with the names that are allowed.
  if (issue.code === 'unrecognized_keys') return [];
  const path = issue.path.map(String).join('.');
  return [path === '' ? issue.message : `${path}: ${issue.message}`];
}

function describeUnknown({ path, allowed }: { path: string; allowed: readonly string[] }): string {
  return `'${path}' is not a field; the fields are ${allowed.length > 0 ? allowed.join(', ') : 'none'}`;
}
