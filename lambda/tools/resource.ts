import type { HandlerContext } from './context';

type Awaitable<T> = T | Promise<T>;

/** What a resource holds: a text, or bytes. */
export type ResourceBody = string | Uint8Array;

/** Everything a resource says of itself. */
export interface Resource {
  /** An absolute URI (`tickets://open`), or an RFC 6570 template (`tickets://{id}`). */
  readonly uri: string;
  readonly description: string;
  /** @default 'text/plain' */
  readonly mimeType?: string;
  /** @default - the resource's name */
  readonly title?: string;
  /**
   * Reads it. Throw `notFound` when nothing is there.
   *
   * @param variables - The values of the template's variables, decoded; empty for a fixed URI.
   */
  readonly read: (
    variables: Readonly<Record<string, string>>,
    context: HandlerContext,
  ) => Awaitable<ResourceBody>;
}

/** Describes a resource: data that a host may read. Its name is the key given to `defineTools`. */
export function resource(options: Resource): Resource {
  return options;
}
