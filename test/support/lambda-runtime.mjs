/**
 * What Lambda's Node.js runtime does around a handler, as far as the server can see it: loads `lambda.mjs`,
 * invokes its handlers with events that arrive over IPC, and collects a streamed reply in the wire format of
 * the streaming runtime (metadata as JSON, 8 NUL bytes, payload).
 */
import { Writable } from 'node:stream';

/** @param {Buffer[]} chunks */
const responseStream = (chunks) =>
  new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });

/** @type {Record<string, unknown>} */
const awslambda = {
  /** @param {unknown} handler */
  streamifyResponse: (handler) => handler,
  HttpResponseStream: {
    /** @param {Writable} stream @param {object} metadata */
    from(stream, metadata) {
      stream.write(JSON.stringify(metadata));
      stream.write(Buffer.alloc(8));
      return stream;
    },
  },
};
Object.assign(globalThis, { awslambda });

const { handler, streamHandler } = await import(/** @type {string} */ (process.argv[2]));
let invocations = 0;

/** @param {object} event @param {boolean} streaming */
async function invoke(event, streaming) {
  const context = { awsRequestId: `invocation-${++invocations}` };
  if (!streaming) return handler(event, context);
  /** @type {Buffer[]} */
  const chunks = [];
  const stream = responseStream(chunks);
  const ended = new Promise((resolve) => stream.on('finish', resolve));
  await streamHandler(event, stream, context);
  await ended;
  return { stream: Buffer.concat(chunks).toString('latin1'), writes: chunks.length };
}

process.on(
  'message',
  (/** @type {{ id: number, event: object, streaming: boolean }} */ { id, event, streaming }) => {
    void invoke(event, streaming).then((result) => process.send?.({ id, result }));
  },
);
process.send?.({ ready: true });
