import { parseSync } from '@swc/core';

/** What a source file refers to, from its syntax tree: comments and texts cannot be mistaken for code. */
export interface Syntax {
  /** Module names of static and dynamic imports, `import type`, re-exports, `import('…').T` and `require`. */
  readonly imports: readonly string[];
  /** Uses of the process environment. */
  readonly environmentReads: readonly string[];
  /** Uses of a clock or a timer. */
  readonly timeReads: readonly string[];
  /** How often the type `any` is written. */
  readonly anys: number;
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface Findings {
  readonly imports: Set<string>;
  readonly environmentReads: Set<string>;
  readonly timeReads: Set<string>;
  anys: number;
}

const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate']);
const TIME_MODULES = /^(node:)?(timers|perf_hooks)(\/|$)/;
const PROCESS_MODULE = /^(node:)?process$/;

/** Stands among the imports for a name that is only known when the code runs. */
export const COMPUTED = '(computed)';

/** Reads one file, TypeScript or JavaScript. @throws when it does not parse. */
export function readSyntax(path: string, text: string): Syntax {
  const tree = parseSync(text, { syntax: 'typescript', tsx: path.endsWith('x'), target: 'es2022' });
  const findings: Findings = {
    imports: new Set(),
    environmentReads: new Set(),
    timeReads: new Set(),
    anys: 0,
  };
  visit(tree, findings);
  return {
    imports: [...findings.imports],
    environmentReads: [...findings.environmentReads],
    timeReads: [...findings.timeReads].toSorted(),
    anys: findings.anys,
  };
}

function visit(value: unknown, findings: Findings): void {
  if (Array.isArray(value)) return value.forEach((item) => visit(item, findings));
  if (typeof value !== 'object' || value === null) return;
  if (!isNode(value)) return Object.values(value).forEach((item) => visit(item, findings));
  lookAt(value, findings);
  for (const [key, child] of Object.entries(value)) {
    const isName = key === 'key' || (key === 'property' && value.type === 'MemberExpression');
    // The name of a property is no use of the global with that name; a computed one is an expression.
    if (isName && isNode(child) && child.type === 'Identifier') continue;
    // `process.memoryUsage()` is no use of the environment: the object was judged with its property.
    if (key === 'object' && isIdentifier(child, 'process')) continue;
    visit(child, findings);
  }
}

function lookAt(node: Node, findings: Findings): void {
  const { environmentReads, timeReads } = findings;
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      if (node.source) addImport(textOf(node.source), findings);
      break;
    case 'TsImportType':
      addImport(textOf(node.argument), findings);
      break;
    case 'TsExternalModuleReference':
      addImport(textOf(node.expression), findings);
      break;
    case 'CallExpression': {
      const { callee } = node;
      const isImport = isNode(callee) && callee.type === 'Import';
      if (isImport || isIdentifier(callee, 'require')) addImport(argumentOf(node), findings);
      if (isIdentifier(callee, 'Date')) timeReads.add('Date()');
      break;
    }
    case 'NewExpression':
      if (isIdentifier(node.callee, 'Date')) timeReads.add('new Date');
      break;
    case 'MemberExpression': {
      const name = propertyOf(node);
      if (isIdentifier(node.object, 'process')) {
        if (name === 'env' || name === undefined) environmentReads.add('process.env');
        if (name === 'hrtime' || name === 'uptime') timeReads.add(`process.${name}`);
      }
      if (isIdentifier(node.object, 'globalThis') && name === 'process') environmentReads.add('process');
      if (isIdentifier(node.object, 'globalThis') && name && TIMERS.has(name)) timeReads.add(name);
      if (isIdentifier(node.object, 'Date') && name === 'now') timeReads.add('Date.now');
      if (isIdentifier(node.object, 'AbortSignal') && name === 'timeout')
        timeReads.add('AbortSignal.timeout');
      break;
    }
    case 'Identifier': {
      const name = String(node.value);
      if (name === 'process') environmentReads.add('process');
      if (TIMERS.has(name) || name === 'performance') timeReads.add(name);
      break;
    }
    case 'TsKeywordType':
      if (node.kind === 'any') findings.anys++;
      break;
    default:
  }
}

function addImport(name = COMPUTED, { imports, environmentReads, timeReads }: Findings): void {
  imports.add(name);
  if (PROCESS_MODULE.test(name)) environmentReads.add(name);
  if (TIME_MODULES.test(name)) timeReads.add(name);
}

function argumentOf(call: Node): string | undefined {
  const [first]: unknown[] = Array.isArray(call.arguments) ? call.arguments : [];
  return typeof first === 'object' && first !== null && 'expression' in first
    ? textOf(first.expression)
    : undefined;
}

function propertyOf({ property }: Node): string | undefined {
  if (!isNode(property)) return undefined;
  if (property.type === 'Identifier') return String(property.value);
  return property.type === 'Computed' ? textOf(property.expression) : undefined;
}

function textOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'StringLiteral' ? String(node.value) : undefined;
}

function isIdentifier(node: unknown, name: string): boolean {
  return isNode(node) && node.type === 'Identifier' && node.value === name;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
