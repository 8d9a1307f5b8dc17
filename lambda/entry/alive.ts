import { get } from 'node:http';
import { ROUTES } from '../contract';

const DEFAULT_PORT = 8080;
const LIMIT_MS = 4_000;

/** The container's health check: exit code 0 while the server beside it is live. */
export function askWhetherAlive(): void {
  const request = get(
    {
      host: '127.0.0.1',
      port: Number(process.env.PORT ?? DEFAULT_PORT),
      path: ROUTES.live,
      timeout: LIMIT_MS,
    },
    ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1),
  );
  request.on('timeout', () => process.exit(1));
  request.on('error', () => process.exit(1));
}
