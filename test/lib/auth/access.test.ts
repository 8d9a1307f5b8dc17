/** Who may hold which scope: what is filled in, and what is refused. */
import { resolveAccess, type Access } from '../../../lib/auth/access';
import type { ToolManifest } from 'cdk-mcp-service';
import { manifestWith } from '../../support/manifest';
import { refusal } from '../../support/refusal';

const tool = (name: string, ...scopes: string[]): Partial<ToolManifest> => ({ name, scopes });
const LOOK = tool('look', 'read');
const NOTE = tool('note', 'write');
const REFUND = tool('refund', 'destructive');

function resolved(tools: readonly Partial<ToolManifest>[], access?: Access, machines: Access = {}): Access {
  return resolveAccess({ access, machines }, manifestWith(tools));
}

test.each<readonly [string, readonly Partial<ToolManifest>[], Access | undefined, Access]>([
  ['by default', [LOOK, NOTE], undefined, { everyone: ['read'], writers: ['write'] }],
  ['without a group that nothing needs', [LOOK], undefined, { everyone: ['read'] }],
  ['without everyone where nothing reads', [NOTE], undefined, { writers: ['write'] }],
  [
    'with everyone beside what is said',
    [LOOK, NOTE],
    { support: ['write'] },
    { everyone: ['read'], support: ['write'] },
  ],
  [
    'with everyone as it is said',
    [LOOK, NOTE],
    { everyone: [], staff: ['read', 'write'] },
    { everyone: [], staff: ['read', 'write'] },
  ],
])('%s', (_how, tools, access, expected) => {
  expect(resolved(tools, access)).toEqual(expected);
});

test('a scope of a machine alone is somebody’s', () => {
  expect(resolved([LOOK, REFUND], undefined, { nightly: ['destructive'] })).toEqual({ everyone: ['read'] });
});

test('prompts and resources are read', () => {
  const manifest = { ...manifestWith([NOTE]), prompts: ['triage'] };
  expect(resolveAccess({ machines: {} }, manifest)).toEqual({ everyone: ['read'], writers: ['write'] });
  expect(
    refusal(() => resolveAccess({ access: { everyone: [], w: ['write'] }, machines: {} }, manifest)),
  ).toBe(
    "McpAuth.cognito: nobody could call prompts and resources: no group and no machine has the scope 'read'. " +
      "Say which may hold it, such as access: { w: ['write', 'read'] }, or leave these tools out.",
  );
});

test.each<readonly [string, Access | undefined, Access, string]>([
  [
    'a destructive tool that is nobody’s',
    undefined,
    {},
    "McpAuth.cognito: nobody could call refund: no group and no machine has the scope 'destructive'. " +
      "Say which may hold it, such as access: { writers: ['write', 'destructive'] }, or leave these tools out.",
  ],
  [
    'a scope that no tool needs',
    { support: ['write', 'destroy'] },
    {},
    "McpAuth.cognito: access.support has the scope 'destroy', which no tool needs; they need destructive, read, write. Give one of those, or leave it out.",
  ],
  [
    'a scope of a machine that no tool needs',
    { support: ['write', 'destructive'] },
    { nightly: ['admin'] },
    "McpAuth.cognito: machines.nightly has the scope 'admin', which no tool needs; they need destructive, read, write. Give one of those, or leave it out.",
  ],
  [
    'a writing tool that is nobody’s, because access was given without it',
    { support: ['destructive'] },
    {},
    "McpAuth.cognito: nobody could call note: no group and no machine has the scope 'write'. " +
      "Say which may hold it, such as access: { support: ['destructive', 'write'] }, or leave these tools out.",
  ],
])('%s is refused', (_what, access, machines, message) => {
  expect(refusal(() => resolved([LOOK, NOTE, REFUND], access, machines))).toBe(message);
});

test('a scope with a slash cannot be one of Cognito’s', () => {
  expect(refusal(() => resolved([tool('look', 'tickets/read')], { everyone: ['tickets/read'] }))).toBe(
    "McpAuth.cognito: the scope 'tickets/read' of the tools has a slash, which Cognito keeps for itself. Name it otherwise, such as 'tickets:read'.",
  );
});
