import type { VendorAnswer } from '../http.ts';
import type { Simulation, VendorCall } from '../simulator.ts';
import { workspaceOf, type Engine } from './engine.ts';
import { errorJson, invalid, notFound, Refusal } from './refusal.ts';
import { backupJson, projectJson, workspaceJson } from './wire.ts';
import type { Database, Workspace, World } from './world.ts';

/** A token of a workspace; it may do everything there, and nothing elsewhere. */
export interface Token {
  readonly secret: string;
  /** Id without its prefix. */
  readonly workspaceId: string;
  readonly type: 'service_token' | 'oauth' | 'management_token';
}

export interface ApiDeps {
  readonly world: World;
  readonly engine: Engine;
  readonly tokens: readonly Token[];
  /** Items of one page at most. */
  readonly mostPerPage: number;
  /** A restore was really started. */
  readonly onStart: () => void;
}

/** The vendor's eleven endpoints that a restore needs. */
export function createApi(deps: ApiDeps): Simulation['answer'] {
  return (call) => {
    try {
      deps.engine.tick();
      return route(deps, call);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, message, code, hint } = error;
      return { status, body: errorJson(status, message, code, hint) };
    }
  };
}

interface Visit {
  readonly deps: ApiDeps;
  readonly call: VendorCall;
  readonly token: Token;
  readonly workspace: Workspace;
}

function route(deps: ApiDeps, call: VendorCall): VendorAnswer {
  const secret = /^Bearer (.+)$/.exec(String(call.headers['authorization'] ?? ''))?.[1];
  const token = deps.tokens.find((each) => each.secret === secret);
  const workspace = deps.world.workspaces.find(({ id }) => id === token?.workspaceId);
  if (token === undefined || workspace === undefined) {
    throw new Refusal(401, 'authentication-failed', 'Missing or invalid authorization token.');
  }
  const [version, root, id, part, ...more] = call.path.split('/').slice(1).map(decodeURIComponent);
  const visit = { deps, call, token, workspace };
  if (version !== 'v1' || more.length > 0) throw notFound('No such endpoint.');
  if (call.method === 'POST' && root === 'databases' && id !== undefined && part === 'restore') {
    const restore = deps.engine.start(
      databaseOf(visit, id, 'Target database, source database, or backup not found.'),
      call.body,
    );
    deps.onStart();
    return ok(deps.engine.acceptedJson(restore));
  }
  if (call.method !== 'GET') throw notFound('No such endpoint.');
  switch (root) {
    case 'me':
      return ok(meJson(visit));
    case 'workspaces':
      return workspaces(visit, id, part);
    case 'projects':
      return projects(visit, id, part);
    case 'databases':
      return databases(visit, id, part);
    default:
      throw notFound('No such endpoint.');
  }
}

function ok(data: unknown): VendorAnswer {
  return { status: 200, body: { data } };
}

function meJson({ token, workspace }: Visit): object {
  return {
    user: null,
    workspace: { id: `wksp_${workspace.id}`, name: workspace.name },
    credential: { type: token.type, id: 'tok_1', name: 'restorebot' },
  };
}

function workspaces(visit: Visit, id: string | undefined, part: string | undefined): VendorAnswer {
  const { workspace } = visit;
  if (id === undefined) return page(visit, [workspace].map(workspaceJson));
  if (id.replace(/^wksp_/, '') !== workspace.id) throw notFound('Workspace not found.');
  if (part === undefined) return ok(workspaceJson(workspace));
  if (part !== 'subscription') throw notFound('No such endpoint.');
  const { planName, usageBlocked } = workspace;
  return ok({ planName, usageBlocked, upgradeUrl: 'https://console.prisma.io/upgrade' });
}

function projects(visit: Visit, id: string | undefined, part: string | undefined): VendorAnswer {
  const { world, engine } = visit.deps;
  const own = world.projects.filter(({ workspaceId }) => workspaceId === visit.workspace.id);
  if (id === undefined)
    return page(
      visit,
      own.map((each) => projectJson(each, world)),
    );
  const project = own.find((each) => each.id === id.replace(/^proj_/, ''));
  if (project === undefined) throw notFound('Project not found.');
  if (part === undefined) return ok(projectJson(project, world));
  if (part !== 'databases') throw notFound('No such endpoint.');
  const inside = world.databases.filter(({ projectId }) => projectId === project.id);
  return page(
    visit,
    inside.map((each) => engine.json(each)),
  );
}

function databases(visit: Visit, id: string | undefined, part: string | undefined): VendorAnswer {
  const { deps, call } = visit;
  if (id === undefined) {
    const project = call.query.get('projectId')?.replace(/^proj_/, '');
    const shown = own(visit).filter(({ projectId }) => (project ?? projectId) === projectId);
    return page(
      visit,
      shown.map((each) => deps.engine.json(each)),
    );
  }
  const database = databaseOf(visit, id, 'Database with the given ID was not found.');
  if (part === undefined) return ok(deps.engine.json(database));
  if (part !== 'backups') throw notFound('No such endpoint.');
  if (database.remote) throw invalid('Remote database backups are not supported');
  const limit = limitIn(call.query, 25);
  // No order is promised: neither is one kept here.
  const shuffled = database.backups.toSorted((one, other) => scatter(one.id) - scatter(other.id));
  return {
    status: 200,
    body: {
      data: shuffled.slice(0, limit).map(backupJson),
      meta: { backupRetentionDays: 7 },
      pagination: { hasMore: shuffled.length > limit, limit },
    },
  };
}

function own({ deps: { world }, workspace }: Visit): readonly Database[] {
  return world.databases.filter((database) => workspaceOf(world, database) === workspace);
}

function databaseOf(visit: Visit, id: string, message: string): Database {
  const found = own(visit).find((each) => each.id === id.replace(/^db_/, ''));
  if (found === undefined) throw notFound(message);
  return found;
}

function page({ call, deps }: Visit, items: readonly object[]): VendorAnswer {
  const size = Math.min(limitIn(call.query, 100), deps.mostPerPage);
  const start = Number(call.query.get('cursor') ?? 0);
  if (!Number.isInteger(start)) throw invalid('cursor is no cursor of this list');
  const hasMore = start + size < items.length;
  return {
    status: 200,
    body: {
      data: items.slice(start, start + size),
      pagination: { nextCursor: hasMore ? String(start + size) : null, hasMore },
    },
  };
}

function limitIn(query: URLSearchParams, usual: number): number {
  const limit = Number(query.get('limit') ?? usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid('limit must be from 1 to 100');
  return limit;
}

/** A number that has nothing to do with time. */
function scatter(text: string): number {
  return Array.from(text).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7);
}
