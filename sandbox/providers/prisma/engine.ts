import { z } from 'zod';
import type { Stage } from '../simulator.ts';
import { invalid, notFound, Refusal } from './refusal.ts';
import { databaseJson } from './wire.ts';
import type { Backup, Database, Restore, Source, Status, World } from './world.ts';

const idPattern = /^(db_)?([cC][^\s-]{8,}|[a-z0-9]+)$/;

const RestoreRequest = z.object({
  source: z.object({
    type: z.literal('backup'),
    databaseId: z.string().regex(idPattern),
    backupId: z.string(),
  }),
});

interface EngineOptions extends Stage<World> {
  /** Milliseconds of work for which a look after a restore's acceptance still shows the status from before. */
  readonly lagMs: number;
  /** Whether an answer shows a restored backup as the database's source: documented nowhere, so both exist. */
  readonly showsSource: () => boolean;
}

/** Runs restores by the simulator's clock, without a timer: every look brings the world up to date. */
export interface Engine {
  start(target: Database, body: unknown): Restore;
  /** Brings everything up to the clock's time. */
  tick(): void;
  /** Ends running restores now, well or badly, all or those of one database. Answers how many. */
  end(outcome: 'succeeded' | 'failed', target?: Database): number;
  /** A database as a look shows it. */
  json(database: Database): object;
  /** A database as the answer to its restore shows it: with the source, and no lag. */
  acceptedJson(restore: Restore): object;
  restores(): readonly Restore[];
}

export function createEngine({ world, clock, restoreMs, lagMs, showsSource }: EngineOptions): Engine {
  let restores: readonly Restore[] = [];

  function end(restore: Restore, outcome: 'succeeded' | 'failed'): void {
    const { target, backup, sourceId } = restore;
    restore.outcome = outcome;
    target.status = outcome === 'succeeded' ? 'ready' : 'failure';
    if (outcome === 'failed') return;
    target.data = backup.data;
    target.dataOf = backup.createdAt;
    if (showsSource()) target.source = sourceOf(backup, sourceId);
  }

  function tick(): void {
    for (const restore of restores) {
      if (restore.outcome === 'running' && restore.begunAt + restoreMs <= clock.work())
        end(restore, 'succeeded');
    }
  }

  return {
    tick,
    start(target, body) {
      tick();
      const { source, backup } = admit(world, target, body);
      const restore: Restore = {
        target,
        backup,
        sourceId: source.id,
        startedAt: clock.now(),
        begunAt: clock.work(),
        statusBefore: target.status,
        outcome: 'running',
      };
      restores = [...restores, restore];
      target.status = 'recovering';
      return restore;
    },
    end(outcome, target) {
      const ending = restores.filter(
        (restore) => restore.outcome === 'running' && (target ?? restore.target) === restore.target,
      );
      for (const restore of ending) end(restore, outcome);
      return ending.length;
    },
    json(database) {
      const last = restores.findLast(({ target }) => target === database);
      const lags = last !== undefined && clock.work() - last.begunAt < lagMs;
      const running = last?.outcome === 'running' && !lags && showsSource();
      const status: Status = lags ? last.statusBefore : database.status;
      const source = running ? sourceOf(last.backup, last.sourceId) : database.source;
      return databaseJson(database, world, { status, source });
    },
    acceptedJson({ target, backup, sourceId }) {
      return databaseJson(target, world, { status: target.status, source: sourceOf(backup, sourceId) });
    },
    restores: () => restores,
  };
}

function sourceOf(backup: Backup, databaseId: string): Source {
  return { type: 'backup', databaseId, backupId: backup.id };
}

/** Reads a request to restore and finds what it means, or refuses as the vendor's document says. */
function admit(
  world: World,
  target: Database,
  body: unknown,
): { readonly source: Database; readonly backup: Backup } {
  const parsed = RestoreRequest.safeParse(body);
  if (!parsed.success) throw invalid('Invalid source type or backup not usable.');
  const wanted = parsed.data.source;
  const workspace = workspaceOf(world, target);
  if (workspace?.usageBlocked === true) {
    throw new Refusal(
      422,
      'planLimitReached',
      `Workspace ${workspace.name} has reached the limits of its plan.`,
      'Upgrade the plan to go on.',
    );
  }
  const source = world.databases.find(({ id }) => id === wanted.databaseId.replace(/^db_/, ''));
  const backup = source?.backups.find(({ id }) => id === wanted.backupId);
  if (source === undefined || backup === undefined || workspaceOf(world, source) !== workspace) {
    throw notFound('Target database, source database, or backup not found.');
  }
  if (target.status === 'provisioning' || target.status === 'recovering') {
    const message = `Target database is currently ${target.status} and cannot be restored.`;
    throw new Refusal(409, 'conflict', message);
  }
  if (target.remote || backup.status !== 'completed') {
    throw invalid('Invalid source type or backup not usable.');
  }
  return { source, backup };
}

export function workspaceOf({ workspaces, projects }: World, { projectId }: Database) {
  const project = projects.find(({ id }) => id === projectId);
  return workspaces.find(({ id }) => id === project?.workspaceId);
}
