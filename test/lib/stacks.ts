import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { McpAlerts, McpAuth, McpService, type BoundRuntime, type McpServiceProps } from 'cdk-mcp-service';
import { resourcesOf, type Resource } from '../support/resources';

export { resourcesOf, type Resource };

// The validator costs seconds and has a suite of its own.
process.env.CDK_VALIDATION = 'false';

export const JWT = McpAuth.jwt({ issuer: 'https://login.example.com/', audience: 'desk' });
export const NOBODY = McpAlerts.none({ reason: 'a test' });
export const ADDER = 'test/fixtures/adder.ts';

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true })));

/** A stack of an app of its own. What it stages is removed with the suite: the CDK would leave it. */
export function newStack(props: StackProps = {}): Stack {
  const outdir = mkdtempSync(join(tmpdir(), 'test-lib-'));
  directories.push(outdir);
  return new Stack(new App({ outdir }), 'Desk', props);
}

export interface Synthesized {
  readonly service: McpService;
  readonly template: Template;
}

/** One service in one stack. Names of the stack and the construct are part of the pinned logical ids. */
export function synthesize(
  props: Partial<McpServiceProps> | ((stack: Stack) => Partial<McpServiceProps>) = {},
  decorate: (stack: Stack, service: McpService) => void = () => undefined,
  stackProps: StackProps = {},
): Synthesized {
  const stack = newStack(stackProps);
  const chosen = typeof props === 'function' ? props(stack) : props;
  const service = new McpService(stack, 'Mcp', { tools: ADDER, auth: JWT, alerts: NOBODY, ...chosen });
  decorate(stack, service);
  return { service, template: Template.fromStack(stack) };
}

/** The only resource of a type. */
export function onlyResource(template: Template, type: string): Resource {
  const found = Object.values(resourcesOf(template)).filter((resource) => resource.Type === type);
  const [resource] = found;
  if (!resource || found.length > 1) throw new Error(`${found.length} resources of type ${type}`);
  return resource;
}

/**
 * The environment as the function would get it: references become readable literals. Where there are several
 * functions, that of a handler.
 */
export function environmentOf(template: Template, handler?: string): Record<string, string> {
  const { Environment } =
    handler === undefined
      ? onlyResource(template, 'AWS::Lambda::Function').Properties
      : functionWith(template, handler);
  const { Variables }: { Variables: Record<string, unknown> } = JSON.parse(JSON.stringify(Environment));
  return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, literal(value)]));
}

function functionWith(template: Template, handler: string): Resource['Properties'] {
  const found = Object.values(resourcesOf(template)).find(
    ({ Properties }) => Properties?.Handler === handler,
  );
  if (!found) throw new Error(`no function has the handler ${handler}`);
  return found.Properties;
}

/** `Ref` becomes `ref(Id)`; the endpoint of an API becomes a URL; `Fn::Join` is joined. */
function literal(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) throw new Error(`not a text: ${JSON.stringify(value)}`);
  if ('Ref' in value) return `ref(${String(value.Ref)})`;
  if ('Fn::GetAtt' in value) {
    const [id, attribute] = value['Fn::GetAtt'] as [string, string];
    return attribute === 'ApiEndpoint'
      ? 'https://abc.execute-api.example.com'
      : `${attribute.toLowerCase()}(${id})`;
  }
  if ('Fn::Join' in value) {
    const [separator, parts] = value['Fn::Join'] as [string, readonly unknown[]];
    return parts.map(literal).join(separator);
  }
  throw new Error(`an intrinsic that this test does not know: ${JSON.stringify(value)}`);
}

export function functionOf(runtime: BoundRuntime): LambdaFunction {
  if (runtime.kind !== 'lambda') throw new Error(`runs on ${runtime.kind}`);
  return runtime.function;
}
