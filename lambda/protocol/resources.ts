import { ResourceNotFoundError, UriTemplate, type Server } from '@modelcontextprotocol/server';
import type { Exchange } from '../call';
import { cleanString } from '../sanitize/clean-value';
import type { Registry } from '../registry';
import { isToolError } from '../tool-error';
import type { HandlerContext } from '../tools/context';
import type { Resource, ResourceBody } from '../tools/resource';
import type { Contexts } from './contexts';
import type { Readable } from './readable';

interface Found {
  readonly name: string;
  readonly resource: Resource;
  readonly variables: Readonly<Record<string, string>>;
}

/** `resources/list`, `resources/templates/list` and `resources/read`. */
export function compileResources({ module }: Registry, contexts: Contexts, readable: Readable) {
  const entries = Object.entries(module.resources).map(([name, resource]) => ({ name, resource }));
  const fixed = entries.filter(({ resource }) => !UriTemplate.isTemplate(resource.uri));
  const templates = entries
    .filter(({ resource }) => UriTemplate.isTemplate(resource.uri))
    .map((entry) => ({ ...entry, template: new UriTemplate(entry.resource.uri) }));
  const listing = {
    resources: fixed.map(({ name, resource }) => ({ ...describe(name, resource), uri: resource.uri })),
  };
  const templateListing = {
    resourceTemplates: templates.map(({ name, resource }) => ({
      ...describe(name, resource),
      uriTemplate: resource.uri,
    })),
  };

  function find(uri: string): Found | undefined {
    const exact = fixed.find(({ resource }) => resource.uri === uri);
    if (exact) return { ...exact, variables: {} };
    for (const { name, resource, template } of templates) {
      const variables = template.match(uri);
      if (variables) return { name, resource, variables: mapValues(variables) };
    }
    return undefined;
  }

  return function serveResources(server: Server, exchange: Exchange): void {
    server.setRequestHandler('resources/list', () => listing);
    server.setRequestHandler('resources/templates/list', () => templateListing);
    server.setRequestHandler('resources/read', async ({ params: { uri } }, { mcpReq }) => {
      return readable(exchange, mcpReq.signal, async (signal) => {
        const found = find(uri);
        if (!found) throw new ResourceNotFoundError(uri);
        exchange.line.add({ resource: found.name });
        const body = await read(found, contexts.handler(exchange, signal), uri);
        return {
          contents: [{ uri, mimeType: found.resource.mimeType ?? 'text/plain', ...toContents(body) }],
        };
      });
    });
  };
}

/** What a resource says it does not have does not exist for the protocol either. */
async function read(
  { resource, variables }: Found,
  context: HandlerContext,
  uri: string,
): Promise<ResourceBody> {
  try {
    return await resource.read(variables, context);
  } catch (error) {
    throw isToolError(error) && error.code === 'NOT_FOUND' ? new ResourceNotFoundError(uri) : error;
  }
}

function describe(name: string, { title, description, mimeType = 'text/plain' }: Resource) {
  return { name, title, description, mimeType };
}

function toContents(body: ResourceBody) {
  return typeof body === 'string'
    ? { text: cleanString(body) }
    : { blob: Buffer.from(body).toString('base64') };
}

function mapValues(variables: Readonly<Record<string, string | string[]>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      decodeURIComponent(Array.isArray(value) ? value.join(',') : value),
    ]),
  );
}
