import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { sendJson } from '../http.ts';

/** The requests of a control API: `POST /control/databases/drop`. A `ControlError` refuses. */
export type ControlRoutes = Readonly<Record<string, (body: unknown) => unknown>>;

/** A control request that cannot be served, as text. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}

/** Serves one control request: `{"ok": true, …}`, or 4xx and `{"ok": false, "error", "message"}`. */
export function serveControl(
  routes: ControlRoutes,
  request: { readonly method: string; readonly path: string; readonly body: unknown },
  response: ServerResponse,
): void {
  const route = routes[`${request.method} ${request.path}`];
  if (route === undefined) {
    const message = `Known are: ${Object.keys(routes).join(', ')}.`;
    return sendJson(response, 404, { ok: false, error: 'unknown_request', message });
  }
  try {
    const answer = route(request.body ?? {});
    sendJson(response, 200, { ok: true, ...(typeof answer === 'object' ? answer : {}) });
  } catch (error) {
    if (!(error instanceof ControlError) && !(error instanceof z.ZodError)) throw error;
    const message = error instanceof z.ZodError ? z.prettifyError(error) : error.message;
    sendJson(response, 400, { ok: false, error: 'bad_request', message });
  }
}
