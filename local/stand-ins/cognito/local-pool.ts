import { isDeepStrictEqual } from 'node:util';
import { startCognitoStandIn, type CognitoOptions, type CognitoStandIn } from './cognito';
import type { Pool } from './pool';

/** Where people log in, and who they are. */
export interface Login {
  readonly loginUrl: string;
  readonly jwksUri: string;
  readonly pool: Pool;
}

/** The stand-in for the pool of an app whose template may change while it runs. */
export class LocalPool {
  private current: { readonly pool: Pool; readonly standIn: CognitoStandIn } | undefined;

  constructor(private readonly options: Omit<CognitoOptions, 'pool' | 'port' | 'key'>) {}

  /** Plays this pool from now on. Address and key stay; who was logged in is asked again when the pool changed. */
  async play(pool: Pool): Promise<Login> {
    const { current } = this;
    if (current === undefined || !isDeepStrictEqual(current.pool, pool)) {
      await current?.standIn.stop();
      const { port, key } = current?.standIn ?? {};
      this.current = { pool, standIn: await startCognitoStandIn({ ...this.options, pool, port, key }) };
    }
    const { origin = '', jwksUri = '' } = this.current?.standIn ?? {};
    return { loginUrl: origin, jwksUri, pool };
  }

  async stop(): Promise<void> {
    await this.current?.standIn.stop();
  }
}
