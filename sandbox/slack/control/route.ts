import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readBody, sendJson } from '../../http.ts';
import { Refused, type Stage } from '../acts/stage.ts';
import { parseJson } from '../json.ts';

/** One request of the control API. */
export interface ControlRequest {
  readonly stage: Stage;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/as/:user/command` */
  readonly path: string;
  readonly answer: (request: ControlRequest) => unknown;
}

export function get(path: string, answer: Route['answer']): Route {
  return { method: 'GET', path, answer };
}

export function remove(path: string, answer: Route['answer']): Route {
  return { method: 'DELETE', path, answer };
}

/** A POST whose body is checked; its refusals name the field. */
export function post<T>(
  path: string,
  schema: z.ZodType<T>,
  answer: (request: ControlRequest, body: T) => unknown,
): Route {
  return {
    method: 'POST',
    path,
    answer(request) {
      const parsed = schema.safeParse(request.body);
      if (!parsed.success) throw new Refused('invalid_body', z.prettifyError(parsed.error));
      return answer(request, parsed.data);
    },
  };
}

function match(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return params;
}

const statusOf: Readonly<Record<string, number>> = {
  channel_not_visible: 403,
  not_in_channel: 403,
  account_inactive: 403,
  not_found: 404,
  no_such_user: 404,
  no_such_channel: 404,
  no_such_message: 404,
  no_such_view: 404,
};

/** Finds the route, answers in JSON; refusals become `{ok: false, error, message}` with a 4xx. */
export async function serveControl(
  routes: readonly Route[],
  stage: Stage,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = url.pathname.slice('/control'.length);
  try {
    const text = await readBody(request);
    const body = text === '' ? {} : parseJson(text);
    for (const route of routes) {
      const params = route.method === request.method ? match(route.path, path) : undefined;
      if (params === undefined) continue;
      const answer = await route.answer({ stage, params, query: url.searchParams, body });
      sendJson(response, 200, answer ?? { ok: true });
      return;
    }
    throw new Refused('not_found', `there is no ${request.method} ${url.pathname}; see docs/sandbox-api.md`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    sendJson(response, statusOf[error.code] ?? 400, { ok: false, error: error.code, message: error.message });
  }
}
