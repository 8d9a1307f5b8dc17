import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Certificate {
  readonly private: string;
  readonly cert: string;
}

/** A site of this machine with a certificate of its own making, and the metadata document of a host on it. */
export interface DocumentSite {
  /** The document's URL: the id of the host. */
  readonly url: string;
  /** A file with the certificate, for `NODE_EXTRA_CA_CERTS`. */
  readonly certificate: string;
  /** How often the document was fetched. */
  fetched(): number;
  close(): void;
}

export async function startDocumentSite(): Promise<DocumentSite> {
  const { generate }: { generate: (attributes: object[], options: object) => Promise<Certificate> } =
    createRequire(join(__dirname, 'package.json'))('selfsigned');
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  const certificate = join(mkdtempSync(join(tmpdir(), 'document-site-')), 'ca.pem');
  writeFileSync(certificate, made.cert);
  let fetched = 0;
  const server = createServer({ key: made.private, cert: made.cert }, (_request, response) => {
    fetched += 1;
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=3600' });
    response.end(
      JSON.stringify({
        client_id: url,
        client_name: 'Documented host',
        redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
        token_endpoint_auth_method: 'none',
      }),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `https://localhost:${(server.address() as AddressInfo).port}/client.json`;
  return { url, certificate, fetched: () => fetched, close: () => server.close() };
}
