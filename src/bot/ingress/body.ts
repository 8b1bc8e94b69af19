import type { IncomingMessage } from 'node:http';

/** The body of a delivery, or why it was not read to its end. */
export type Body = Uint8Array | 'too-large' | 'too-slow' | 'broken-off';

export interface BodyLimits {
  readonly maxBytes: number;
  /** For all of it to arrive in, ms. */
  readonly withinMs: number;
}

/** Reads a body as long as it stays within bounds; what comes after that is thrown away unread. */
export async function readBody(request: IncomingMessage, { maxBytes, withinMs }: BodyLimits): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return 'too-large';
  const { promise, resolve } = Promise.withResolvers<Body>();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const onData = (chunk: Uint8Array) => {
    length += chunk.length;
    if (length > maxBytes) resolve('too-large');
    else chunks.push(chunk);
  };
  request.on('data', onData);
  request.once('end', () => resolve(Buffer.concat(chunks)));
  request.once('error', () => resolve('broken-off'));
  const late = setTimeout(resolve, withinMs, 'too-slow');
  const body = await promise;
  clearTimeout(late);
  request.off('data', onData);
  // A client can only read the answer after it has sent everything; the server's own time limit ends it.
  request.resume();
  return body;
}
