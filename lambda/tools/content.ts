/** One block of a reply, as the protocol defines it. */
export type ContentBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' | 'audio'; readonly data: string; readonly mimeType: string }
  | {
      readonly type: 'resource_link';
      readonly uri: string;
      readonly name: string;
      readonly description?: string;
      readonly mimeType?: string;
    }
  | {
      readonly type: 'resource';
      readonly resource:
        | { readonly uri: string; readonly mimeType?: string; readonly text: string }
        | { readonly uri: string; readonly mimeType?: string; readonly blob: string };
    };

const BRAND = Symbol.for('cdk-mcp-service/content');

/** A reply of several blocks, or of blocks that are not text. Made by {@link content}. */
export interface Content {
  readonly [BRAND]: true;
  readonly blocks: readonly ContentBlock[];
}

/** Replies with images, audio, links or several texts: `return content({ type: 'image', data, mimeType })`. */
export function content(...blocks: readonly ContentBlock[]): Content {
  return { [BRAND]: true, blocks };
}

export function isContent(reply: unknown): reply is Content {
  return typeof reply === 'object' && reply !== null && BRAND in reply;
}
