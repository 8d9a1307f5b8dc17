import type { JsonWebKey } from 'node:crypto';

/** An app client that people log in through. */
export interface PeopleClient {
  readonly clientId: string;
  /** While a secret is replaced, two are accepted. */
  readonly secrets: readonly string[];
  /** Compared as texts, port and all. */
  readonly callbacks: readonly string[];
  /** Where a browser may go after `/logout`. */
  readonly logouts?: readonly string[];
  /** Whole names, such as `https://mcp.example.com/mcp/read`. */
  readonly scopes: readonly string[];
}

/** An app client of a program that logs in as itself. */
export type MachineClient = Pick<PeopleClient, 'clientId' | 'secrets' | 'scopes'>;

export interface PoolUser {
  readonly username: string;
  readonly sub: string;
  readonly password: string;
  readonly email: string;
  readonly groups: readonly string[];
}

/** A user pool as far as a server behind it can tell. */
export interface Pool {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  readonly clients: readonly PeopleClient[];
  readonly machines: readonly MachineClient[];
  readonly users: readonly PoolUser[];
  /** Identifiers: a token can be bound to these URLs. */
  readonly resourceServers: readonly string[];
  readonly accessTokenSeconds: number;
  /** Whether each refresh token is good once. */
  readonly rotation: boolean;
}

/** A request that reached the pool, with every value that was sent. */
export interface PoolRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Fields;
  readonly form: Fields;
  /** Scheme of the `Authorization` header. */
  readonly authorization?: string;
}

/** A name that was sent twice has a list. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the process of the pool is told once. */
export interface PoolStart {
  readonly pool: Pool;
  /** 0 takes a free one. */
  readonly port: number;
  /** The key of its tokens, private. */
  readonly key: JsonWebKey;
}
