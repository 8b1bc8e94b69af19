import type { VendorAnswer } from '../http.ts';
import type { Simulation, VendorCall } from '../simulator.ts';
import { isTokenCall, type Access, type Caller } from './access.ts';
import { errorJson, notFound, Refusal } from './refusal.ts';
import { createRoutes, type RouteDeps } from './routes.ts';

export interface ApiDeps extends RouteDeps {
  readonly access: Access;
}

/** The vendor's API: who calls, which version, which endpoint. */
export function createApi(deps: ApiDeps): Simulation['answer'] {
  const serve = createEndpoints(deps);
  return (call) => {
    try {
      deps.engine.tick();
      return isTokenCall(call) ? deps.access.token(call) : serve(call, deps.access.caller(call));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, message, code, parameters, headers } = error;
      return {
        status,
        body: errorJson(status, message, code, parameters),
        headers: { 'x-error-code': code, ...headers },
      };
    }
  };
}

/** The endpoints without the check of credentials, for what is done in the console. */
export function createEndpoints(deps: RouteDeps): (call: VendorCall, caller: Caller) => VendorAnswer {
  const routes = createRoutes(deps);
  return (call, caller) => {
    const there = routes.filter(({ pattern }) => pattern.test(call.path));
    const route = there.find(({ method }) => method === call.method);
    if (there.length > 0 && route === undefined)
      throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'Method not allowed.');
    if (route === undefined) throw notFound('RESOURCE_NOT_FOUND', `Cannot find resource ${call.path}.`);
    const type = mediaType(route.version, String(call.headers['accept'] ?? ''));
    const parts = route.pattern.exec(call.path)?.slice(1) ?? [];
    const answer = route.serve({ call, caller, parts });
    return { ...answer, headers: { ...answer.headers, 'content-type': `${type};charset=utf-8` } };
  };
}

/** A later date than the resource's own means the resource's own; an earlier one, or none, is not acceptable. */
function mediaType(version: string | undefined, accept: string): string {
  if (version === undefined) return 'application/json';
  const asked = /^application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json$/.exec(accept)?.[1];
  if (asked === undefined || asked < version) {
    throw new Refusal(
      406,
      'INVALID_VERSION_DATE',
      'The version of the request is missing or does not exist.',
    );
  }
  return `application/vnd.atlas.${version}+json`;
}
