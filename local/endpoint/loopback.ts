import type { Server } from 'node:http';
import { DeskError, systemCode } from '../desk-error';

export const LOOPBACK = '127.0.0.1';
/** The name: browsers and clients may take it for either family of addresses. */
export const LOCALHOST = 'localhost';
const LOOPBACK_IPV6 = '::1';
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

const NO_IPV6 = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/**
 * Whether a Host header (or the host of an Origin) is this machine's own. A web page can point a name of its
 * own at 127.0.0.1 and would then be let in: with DNS rebinding the Host header is what gives it away.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK_HOST.test(host);
}

/**
 * Listens on 127.0.0.1 only.
 *
 * @param port - 0 takes a free one.
 * @returns The port taken.
 * @throws {DeskError} when the port is in use.
 */
export function listenOnLoopback(server: Server, port: number): Promise<number> {
  return listen(server, port, LOOPBACK);
}

/**
 * Listens on ::1 too, where this machine has it.
 *
 * @param port - That of 127.0.0.1.
 * @throws {DeskError} when the port is in use.
 */
export async function listenOnLoopbackIpv6(server: Server, port: number): Promise<void> {
  try {
    await listen(server, port, LOOPBACK_IPV6);
  } catch (error) {
    if (!NO_IPV6.has(systemCode(error) ?? '')) throw error;
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const inUse = systemCode(error) === 'EADDRINUSE';
      const other = port < 65_535 ? port + 1 : port - 1;
      reject(inUse ? new DeskError(`Port ${port} is in use; give another: PORT=${other} npm start`) : error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Stops listening and ends every connection. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
