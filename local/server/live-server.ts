import { oneLine } from '../desk-error';
import type { Endpoint } from '../endpoint/endpoint';
import { Upstream, type IssueToken } from '../endpoint/upstream';
import type { Print } from '../print';
import { linePrinter } from './line-printer';
import { startServer, type ServerProcess } from './server-process';

/** What a server process runs. */
export interface Release {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Absent when the service lets everybody in. */
  readonly issueToken?: IssueToken;
}

interface Running {
  readonly process: ServerProcess;
  readonly upstream: Upstream;
}

/** The server behind the endpoint, whichever process that is at the moment. */
export class LiveServer {
  private current: Running | undefined;
  private readonly retiring = new Set<ServerProcess>();
  private stopped = false;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly print: Print,
  ) {}

  /**
   * Starts a process, sends requests to it, then lets the one before finish what it runs: no request is
   * refused in between. When the new one does not start, the one before stays.
   */
  async run(release: Release): Promise<void> {
    const process = await startServer({
      ...release,
      onLine: linePrinter(this.print, this.endpoint.origin),
    });
    if (this.stopped) return process.stop();
    const previous = this.current;
    const upstream = new Upstream(process.port, release.issueToken);
    this.current = { process, upstream };
    this.endpoint.serve(upstream);
    void process.ended.then((how) => this.onEnded(process, how, release));
    if (previous) void this.retire(previous);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    const { current } = this;
    this.endpoint.serve(undefined);
    const running = current ? [current.process, ...this.retiring] : [...this.retiring];
    await Promise.all(running.map((process) => process.stop()));
    current?.upstream.close();
  }

  private async retire({ process, upstream }: Running): Promise<void> {
    this.retiring.add(process);
    await upstream.idle();
    await process.stop();
    upstream.close();
    this.retiring.delete(process);
  }

  /** The cloud starts a function again after a crash, and so does the desk. */
  private async onEnded(process: ServerProcess, how: string, release: Release): Promise<void> {
    if (this.stopped || this.current?.process !== process) return;
    this.current = undefined;
    this.endpoint.serve(undefined);
    this.print.problem(`The server ended (${how}); starting it again.`);
    try {
      await this.run(release);
    } catch (error) {
      this.print.problem(oneLine(error));
    }
  }
}
