import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../lambda/contract';
import type { Deployment } from './deployment';
import { oneLine } from './desk-error';
import type { Print } from './print';

/** The server with the tools module of this moment. */
export interface ToolsBundle {
  /** Holds `node.mjs`. */
  readonly directory: string;
  /** Of the content. */
  readonly hash: string;
  readonly manifest: Manifest;
  /** The source files it was made of, absolute. */
  readonly inputs: readonly string[];
}

export interface ReloadPorts {
  /** Throws an `Error` with a clear message when the module is broken. */
  readonly bundle: () => ToolsBundle | Promise<ToolsBundle>;
  /** Synthesizes again and creates what is new. */
  readonly redeploy: () => Promise<Deployment>;
  /** Lets the server of this folder take over. */
  readonly run: (deployment: Deployment, directory: string) => Promise<void>;
  /** The files to watch changed. */
  readonly follow: (inputs: readonly string[]) => void;
  readonly print: Print;
}

/**
 * What a change of the tools module does. Code alone takes over at once; when what synth knows of the tools
 * changed, the app is synthesized again, because the template may depend on it. While the module is broken
 * the server runs on as it is.
 */
export function createReload(
  ports: ReloadPorts,
  first: Deployment,
  bundle: ToolsBundle,
): () => Promise<void> {
  const { print } = ports;
  let deployment = first;
  let runningHash = bundle.hash;

  return async function reload() {
    try {
      const { directory, hash, manifest, inputs } = await ports.bundle();
      ports.follow(inputs);
      if (hash === runningHash) return;
      if (isDeepStrictEqual(manifest, deployment.manifest)) {
        await ports.run(deployment, directory);
        print.line(print.paint('dim', 'The tools module changed: the server runs it.'));
      } else {
        const next = await ports.redeploy();
        await ports.run(next, next.service.directory);
        deployment = next;
        print.line(print.paint('dim', 'The tools changed: synthesized again, and the server runs them.'));
      }
      runningHash = hash;
    } catch (error) {
      print.problem(`The server runs on as it was. ${oneLine(error)}`);
    }
  };
}
