import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';

/** What came over the wire, before anybody believed it. */
export interface RawAnswer {
  readonly status: number;
  /** One header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  readonly body: Body;
}

export type Body =
  | { readonly type: 'json'; readonly value: unknown }
  | { readonly type: 'empty' }
  | { readonly type: 'too-large' }
  /** Something else than JSON, or half of it. */
  | { readonly type: 'unreadable'; readonly sight: string };

const decoders = new Map([
  ['gzip', createUnzip],
  ['x-gzip', createUnzip],
  ['deflate', createUnzip],
  ['br', createBrotliDecompress],
]);

/** As the sender had it: what is in between may compress an answer that nobody asked to have compressed (RFC 9110 §12.5.3). */
function decoded(stream: Readable, encoding = ''): Readable {
  const create = decoders.get(encoding.trim().toLowerCase());
  return create === undefined ? stream : pipeline(stream, create(), () => undefined);
}

/** Reads a body up to a number of bytes; more of it are never fetched. */
export async function readCapped(
  stream: Readable,
  head: {
    readonly status: number;
    readonly contentType: string | undefined;
    readonly contentEncoding: string | undefined;
    readonly maxBytes: number;
  },
): Promise<Body> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of decoded(stream, head.contentEncoding)) {
      if (!Buffer.isBuffer(chunk)) continue;
      bytes += chunk.length;
      // Leaving the loop destroys the stream, and with it the socket.
      if (bytes > head.maxBytes) return { type: 'too-large' };
      chunks.push(chunk);
    }
  } catch (error) {
    // The status of a refusal is known even where the rest of its body is lost.
    if (head.status >= 400 && head.status < 500) return { type: 'empty' };
    throw error;
  }
  return readBody(Buffer.concat(chunks).toString('utf8'), head.contentType);
}

/** A whole body, as text. */
export function readBody(text: string, contentType: string | undefined): Body {
  // A byte order mark counts as white space here, and not for JSON.parse.
  const trimmed = text.trim();
  if (trimmed === '') return { type: 'empty' };
  try {
    const value: unknown = JSON.parse(trimmed);
    return { type: 'json', value };
  } catch {
    return { type: 'unreadable', sight: sightOf(text, contentType) };
  }
}

/** Where the title of a web page is, and far more than a person would read. */
const sightMax = 4_000;

/** What a person would see of it: the title of a web page, else that it is no JSON. */
function sightOf(text: string, contentType: string | undefined): string {
  const start = text.slice(0, sightMax);
  const title = /<title[^<>]*>([^<]{1,120})/i.exec(start)?.[1]?.trim();
  if (title !== undefined && title !== '') return `a web page titled “${title}”`;
  if (/^\s*</.test(start) || contentType?.includes('html') === true) return 'a web page';
  return /^\s*[[{"]/.test(start) ? 'broken or cut-off JSON' : 'something that is not JSON';
}

/** A short description of a body that cannot be used. */
export function describeBody(body: Body): string {
  switch (body.type) {
    case 'json':
      return 'JSON without a message';
    case 'empty':
      return 'an empty body';
    case 'too-large':
      return 'a body that is too large';
    case 'unreadable':
      return body.sight;
  }
}

/** What the size of a body adds to an error about an answer that cannot be used. */
export function sizeOf(body: Body): { readonly tooLarge?: true; readonly advice?: string } {
  if (body.type !== 'too-large') return {};
  const advice =
    'Nothing was done. Report this to the people who run restorebot: it reads no answer that large.';
  return { tooLarge: true, advice };
}
