import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DeskError } from '../../desk-error';
import { LOOPBACK } from '../../endpoint/loopback';
import { startProgram } from '../../server/listening-program';
import { generateSigningKey, signToken, type Claims, type SigningKey } from '../signing-key';
import type { Pool, PoolRequest, PoolStart } from './pool';

/** An ES module, which stays a file of its own beside this one. */
const PROGRAM = join(__dirname, 'program.mjs');

export interface CognitoOptions {
  readonly pool: Pool;
  /** @default 0, which takes a free one */
  readonly port?: number;
  /** @default - a key made now */
  readonly key?: SigningKey;
  /** Milliseconds since the epoch, for `mint`. */
  readonly now: () => number;
  /** Called with each request that reaches it, before it is answered. */
  readonly onRequest?: (request: PoolRequest) => void;
  /** What it writes. */
  readonly onLine?: (line: string) => void;
}

/** A user pool on this machine. */
export interface CognitoStandIn {
  /** Of the managed login and of the OAuth endpoints. */
  readonly origin: string;
  readonly port: number;
  readonly jwksUri: string;
  readonly key: SigningKey;
  /**
   * A token with the pool's issuer and times, and these claims over them: `undefined` leaves one out.
   *
   * @param signature - Another key, or other parts of the header.
   */
  mint(claims: Claims, signature?: { readonly key?: SigningKey; readonly header?: Claims }): string;
  /** Resolves when `onRequest` was called for every request that was answered. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts an OpenID provider that answers as Cognito does, in a process that ends with this one.
 *
 * @throws {DeskError} when it does not start.
 */
export async function startCognitoStandIn(options: CognitoOptions): Promise<CognitoStandIn> {
  const { pool, port = 0, now, onRequest, onLine = () => undefined } = options;
  const key = options.key ?? (await generateSigningKey());
  const waiting = new Map<number, () => void>();
  let channel: ChildProcess | undefined;
  const program = await startProgram({
    name: 'The stand-in for Cognito',
    file: PROGRAM,
    environment: {},
    onLine,
    converse(child) {
      channel = child;
      child.on('message', (message: { readonly request?: PoolRequest; readonly settled?: number }) => {
        if (message.request !== undefined) onRequest?.(message.request);
        if (message.settled !== undefined) waiting.get(message.settled)?.();
      });
      const { kid, privateKey } = key;
      const start: PoolStart = {
        pool,
        port,
        key: { ...key.publicJwk, ...privateKey.export({ format: 'jwk' }), kid },
      };
      child.send({ start });
    },
  });
  const origin = `http://${LOOPBACK}:${program.port}`;
  return {
    origin,
    port: program.port,
    jwksUri: `${origin}/.well-known/jwks.json`,
    key,
    mint(claims, { key: signing = key, header } = {}) {
      const iat = Math.floor(now() / 1_000);
      const usual = {
        iss: pool.issuer,
        token_use: 'access',
        version: 2,
        auth_time: iat,
        iat,
        exp: iat + pool.accessTokenSeconds,
        jti: randomUUID(),
      };
      return signToken(signing, { ...usual, ...claims }, header);
    },
    settle: () =>
      new Promise((resolve, reject) => {
        if (channel?.connected !== true) return reject(new DeskError('The stand-in for Cognito has ended.'));
        const turn = waiting.size;
        waiting.set(turn, resolve);
        channel.send({ settle: turn });
      }),
    stop: () => program.stop(),
  };
}
