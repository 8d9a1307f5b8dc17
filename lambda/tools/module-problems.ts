import { z } from 'zod';
import { EFFECTS } from '../contract';
import { asSchema } from '../schema';
import type { ToolsModuleOptions } from './define-tools';
import { keyProblems } from './key-problems';
import { inputSchemaOf, outputSchemaOf } from './json-schema';
import { rateProblems } from './rate-problems';
import type { Tool } from './tool';
import { messageOf } from '../thrown';

/** Claude and OpenAI both refuse a tool whose name does not match; hosts add a prefix of their own. */
const TOOL_NAME = /^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/;
const SERVICE_NAME = /^[a-z][a-z0-9-]{0,63}$/;
/** OpenAI's bound on a function's description, the lowest of the hosts. */
const DESCRIPTION_LENGTH = 1_024;
/** RFC 6749 §3.3, without the quote and the backslash that it excludes. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
/** Control and format characters, but for white space and the joiners that scripts and emoji need. */
const INVISIBLE = /(?![\t\n\r\u200c\u200d])[\p{Cc}\p{Cf}]/u;

/** Every reason why hosts, models or the server would refuse the module. Each says got, allowed and remedy. */
export function findProblems(options: ToolsModuleOptions): string[] {
  const tools = Object.entries(options.tools ?? {});
  return [
    ...(typeof options.name === 'string' && SERVICE_NAME.test(options.name)
      ? []
      : [
          `name is '${options.name}'; allowed are lower-case letters, digits and dashes, at most 64, starting with a letter.`,
        ]),
    ...(tools.length > 0 ? [] : ['tools is empty; give at least one tool.']),
    ...tools.flatMap(([name, tool]) =>
      toolProblems(name, tool).map((problem) => `tool '${name}': ${problem}`),
    ),
    ...named('prompt', options.prompts),
    ...named('resource', options.resources),
    ...Object.entries(options.resources ?? {}).flatMap(([name, { uri }]) =>
      /^[a-z][a-z0-9+.-]*:/i.test(uri)
        ? []
        : [`resource '${name}': uri is '${uri}'; give an absolute URI such as 'tickets://open'.`],
    ),
    ...Object.entries(options.prompts ?? {}).flatMap(([name, { schema }]) =>
      promptProblems(schema).map((problem) => `prompt '${name}': ${problem}`),
    ),
    ...Object.entries(options.healthChecks ?? {}).flatMap(([name, check]) => [
      ...nameProblem(name).map((problem) => `health check '${name}': ${problem}`),
      ...durationProblem(`healthChecks.${name}.timeoutMs`, check.timeoutMs, 10_000),
    ]),
  ];
}

/** Hosts ask the person for texts, and send nothing else. */
function promptProblems(schema: unknown): string[] {
  if (schema === undefined) return [];
  const problems = schemaProblem('arguments', schema, inputSchemaOf);
  if (problems.length > 0 || !(schema instanceof z.ZodObject)) return problems;
  const fields = Object.entries(asSchema(inputSchemaOf(schema).properties) ?? {});
  return fields.flatMap(([name, field]) =>
    asSchema(field)?.type === 'string'
      ? []
      : [
          `arguments.${name} is not a text, and the protocol carries texts only; use z.string() or z.enum([…]).`,
        ],
  );
}

function named(kind: string, items: Readonly<Record<string, { description: string }>> = {}): string[] {
  return Object.entries(items).flatMap(([name, item]) =>
    [...nameProblem(name), ...descriptionProblem(item.description)].map(
      (problem) => `${kind} '${name}': ${problem}`,
    ),
  );
}

function toolProblems(name: string, tool: Tool): string[] {
  if (typeof tool?.accept !== 'function')
    return ['is not a tool; wrap it: tool({ description, effect, input, handler }).'];
  return [
    ...nameProblem(name),
    ...descriptionProblem(tool.description),
    ...effectProblem(tool.effect),
    ...schemaProblem('input', tool.input, inputSchemaOf),
    ...(tool.output === undefined ? [] : schemaProblem('output', tool.output, outputSchemaOf)),
    ...scopeProblem(tool.scopes),
    ...durationProblem('timeoutMs', tool.timeoutMs, 900_000),
    ...(tool.checkTimeoutMs === undefined
      ? []
      : durationProblem('checkTimeoutMs', tool.checkTimeoutMs, 60_000)),
    ...wholeProblem('limits.outputBytes', tool.limits.outputBytes, 1_024, 5_000_000),
    ...wholeProblem('limits.outputItems', tool.limits.outputItems, 1, 100_000),
    ...wholeProblem('limits.argumentDepth', tool.limits.argumentDepth, 1, 64),
    ...rateProblems(tool.rates),
    ...keyProblems(tool),
  ];
}

function nameProblem(name: string): string[] {
  if (TOOL_NAME.test(name)) return [];
  const suggestion =
    name
      .replace(/[^a-zA-Z0-9_-]+/g, '_')
      .replace(/^[^a-zA-Z]+/, '')
      .slice(0, 64) || 'my_tool';
  return [
    `hosts refuse the name; allowed are a letter, then letters, digits, '_' and '-', at most 64 in all. Rename it, for example to '${suggestion}'.`,
  ];
}

function descriptionProblem(description: unknown): string[] {
  if (typeof description !== 'string' || description.trim() === '') {
    return ['description is empty; say in a sentence or two what it does and when to use it.'];
  }
  if (description.length > DESCRIPTION_LENGTH) {
    return [
      `description has ${description.length} characters; hosts allow ${DESCRIPTION_LENGTH}. Move details to the input fields' own descriptions.`,
    ];
  }
  if (INVISIBLE.test(description))
    return ['description has control or invisible characters; hosts treat them as an attack. Remove them.'];
  return [];
}

function effectProblem(effect: unknown): string[] {
  if (EFFECTS.some((known) => known === effect)) return [];
  const got = effect === undefined ? 'missing' : JSON.stringify(effect);
  return [
    `effect is ${got}; say what the tool may do: 'read' changes nothing, 'write' can be undone, 'destructive' cannot.`,
  ];
}

function schemaProblem(field: string, schema: unknown, convert: (schema: z.ZodObject) => unknown): string[] {
  if (!(schema instanceof z.core.$ZodType)) {
    const zod3 = typeof schema === 'object' && schema !== null && '_def' in schema;
    return [
      `${field} is ${zod3 ? 'a zod 3 schema' : `of type ${typeof schema}`}; give a zod object of zod 4.2 or newer: z.object({ … }).`,
    ];
  }
  if (!(schema instanceof z.ZodObject)) {
    const { type } = schema._zod.def;
    return type === 'object'
      ? [
          `${field} is an object of zod/mini, which cannot be asked for its fields; make it with z.object of 'zod'.`,
        ]
      : [`${field} is a zod ${type}; the protocol allows objects only. Wrap it: z.object({ value: … }).`];
  }
  try {
    convert(schema);
    return [];
  } catch (error) {
    const reason = messageOf(error);
    return [
      `${field} cannot be written as JSON Schema (${reason}); use types that JSON has, for example z.iso.datetime() for a date.`,
    ];
  }
}

function scopeProblem(scopes: readonly string[]): string[] {
  const bad = scopes.filter((scope) => !SCOPE.test(scope));
  if (scopes.length === 0) return ['scopes is empty; leave it out for the default, which is the effect.'];
  return bad.map(
    (scope) =>
      `scope '${scope}' is not a scope token (RFC 6749 §3.3): printable ASCII without spaces, quotes and backslashes.`,
  );
}

function durationProblem(field: string, value: number, most: number): string[] {
  return wholeProblem(field, value, 1, most, ' milliseconds');
}

function wholeProblem(field: string, value: number, least: number, most: number, unit = ''): string[] {
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [`${field} is ${value}; allowed are whole numbers from ${least} to ${most}${unit}.`];
}
