import { createServer, type RequestListener } from 'node:http';
import { z } from 'zod';
import { ProviderError } from '#core/provider-error.ts';
import { Secret } from '#core/secret.ts';
import { createHttpClient } from '#providers/http/client.ts';
import type { HttpClientDeps, ReadRequest, WriteRequest } from '#providers/http/types.ts';
import { listenHere } from '#sandbox/loopback.ts';
import { createUnlimited } from './unlimited.ts';

const Named = z.object({ name: z.string(), parts: z.array(z.object({ size: z.number() })).optional() });

interface Origin extends AsyncDisposable {
  readonly url: string;
  /** The `Connection` header of each request. */
  readonly seen: (string | undefined)[];
}

/** An HTTP server that answers everything alike. */
export async function listen(answer: RequestListener): Promise<Origin> {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.connection);
    request.resume();
    answer(request, response);
  });
  const port = await listenHere(server);
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** A client of a vendor called Acme, under the connection “shop”; no waiting between tries. */
export function clientOf(baseUrl: string, change: Partial<HttpClientDeps> = {}) {
  return createHttpClient({
    connection: 'shop',
    baseUrl,
    vendor: {
      name: 'Acme',
      readFailure: (body) => z.object({ message: z.string() }).safeParse(body).data ?? {},
      refusals: {
        codeIn: (body) => z.object({ code: z.string() }).safeParse(body).data?.code,
        pairs: { 409: ['TAKEN'] },
      },
      requestIdHeaders: ['x-request-id'],
    },
    limiter: createUnlimited(),
    secrets: [new Secret('s3cret key')],
    headers: () => ({ authorization: 'Bearer s3cret' }),
    timeoutMs: 3_000,
    retry: { firstWaitMs: 0, sleep: async () => undefined },
    ...change,
  });
}

/** A read of a named thing. */
export function read(
  change: Partial<ReadRequest<z.output<typeof Named>>> = {},
): ReadRequest<z.output<typeof Named>> {
  const signal = AbortSignal.timeout(10_000);
  return { action: 'read the thing', path: '/thing', answer: Named, use: 'act', signal, ...change };
}

/** A write that starts a named thing. */
export function write(
  change: Partial<WriteRequest<z.output<typeof Named>>> = {},
): WriteRequest<z.output<typeof Named>> {
  return {
    ...read(),
    action: 'start the thing',
    method: 'POST',
    body: { a: 1 },
    mayPost: async () => true,
    ...change,
  };
}

/** Answers JSON. */
export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

/** The kind of a provider's error, if it is one. */
export function kindOf(error: unknown): string | undefined {
  return error instanceof ProviderError ? error.kind : undefined;
}
