import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { LOOPBACK, closeServer, listenOnLoopback } from '../endpoint/loopback';
import type { Engine } from './engine';
import { findInstalled } from './installed-package';

/** Times are milliseconds that a table stays in a state on its way. */
type CreateDynalite = (options: {
  readonly createTableMs: number;
  readonly updateTableMs: number;
  readonly deleteTableMs: number;
}) => Server;

/** Runs in this process, on every platform. */
export async function startDynalite(): Promise<Engine | undefined> {
  const installed = findInstalled('dynalite');
  if (installed === undefined) return undefined;
  const create: CreateDynalite = createRequire(__filename)('dynalite');
  const server = create({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  const port = await listenOnLoopback(server, 0);
  return {
    name: `dynalite ${installed.version}`,
    url: `http://${LOOPBACK}:${port}`,
    lacks: [
      'no transactions (TransactWriteItems, TransactGetItems)',
      'no PartiQL',
      'items past their time to live stay',
      'a failed condition returns no item (ReturnValuesOnConditionCheckFailure)',
    ],
    timeToLive: false,
    stop: () => closeServer(server),
  };
}
