import { lookup as resolveName, type LookupAddress } from 'node:dns';
import { request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

/** A small document from a site on the internet. */
export interface PublicDocument {
  readonly text: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

export type FetchPublic = (url: string) => Promise<PublicDocument>;

/** Of the name server: all addresses of a name. */
export type ResolveName = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

interface FetchPublicOptions {
  /** Whether the server may connect to an address. */
  readonly allows: (address: string) => boolean;
  readonly resolveHost?: ResolveName;
}

const DOCUMENT_BYTES = 5_120;
const WHOLE_MS = 5_000;

/**
 * Fetches without following redirects, at most 5 KB within 5 seconds. The address is judged where the connection is
 * made, so that a name cannot have another one in between.
 *
 * @throws when anything but 200 comes back; the message is for the log.
 */
export function createFetchPublic({ allows, resolveHost = resolveName }: FetchPublicOptions): FetchPublic {
  const lookup: LookupFunction = (hostname, options, callback) => {
    resolveHost(hostname, { all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      const refused = error ?? refusal(hostname, addresses, allows);
      if (refused || first === undefined)
        return callback(refused ?? new Error(`${hostname} has no address`), '', 4);
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };

  return function fetchPublic(url) {
    // A host that is an address itself is connected to without a lookup.
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) > 0 && !allows(host)) return Promise.reject(new Error(`${host} is not a public address`));
    return new Promise((resolve, reject) => {
      const asked = request(
        url,
        // No agent: a connection that is kept would be used without a lookup.
        {
          agent: false,
          lookup,
          signal: AbortSignal.timeout(WHOLE_MS),
          headers: { accept: 'application/json', 'user-agent': 'cdk-mcp-service' },
        },
        (response) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          if (response.statusCode !== 200) asked.destroy(new Error(`${url} answered ${response.statusCode}`));
          response.on('error', reject);
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > DOCUMENT_BYTES)
              asked.destroy(new Error(`${url} is larger than ${DOCUMENT_BYTES} bytes`));
            else chunks.push(chunk);
          });
          response.on('end', () => {
            resolve({
              text: Buffer.concat(chunks).toString('utf8'),
              contentType: response.headers['content-type'] ?? '',
              cacheControl: response.headers['cache-control'] ?? '',
            });
          });
        },
      );
      asked.on('error', reject);
      asked.end();
    });
  };
}

function refusal(
  hostname: string,
  addresses: readonly LookupAddress[],
  allows: (address: string) => boolean,
): Error | undefined {
  const refused = addresses.find(({ address }) => !allows(address));
  return refused && new Error(`${hostname} has the address ${refused.address}, which is not public`);
}
