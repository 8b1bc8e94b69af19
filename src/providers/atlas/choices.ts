import { defined } from '#core/defined.ts';
import type { CallOptions, Choice, ChoiceQuery } from '#core/provider.ts';
import { includes, textOf } from '../kit/answers.ts';
import { offered } from '../kit/offered.ts';
import { backupLabel, isBackupSought } from '../kit/words.ts';
import { compareMajor, familyWords } from './cluster.ts';
import { allClusters, findCluster, resourceOf, type ClusterDeps, type Named } from './find-cluster.ts';
import { refuseSource, refuseTarget } from './fit.ts';
import { type Restorable, restorable, type Snapshot } from './snapshot.ts';
import { windowStart } from './window.ts';

export interface ChoiceDeps extends ClusterDeps {
  readonly now: () => Date;
}

/** What a select offers; nothing where an earlier answer is still missing. */
export async function listChoices(
  deps: ChoiceDeps,
  query: ChoiceQuery,
  options: CallOptions,
): Promise<readonly Choice[]> {
  return offered(await offer(deps, query, options));
}

async function offer(deps: ChoiceDeps, query: ChoiceQuery, options: CallOptions): Promise<readonly Choice[]> {
  const { kind, field, input, search } = query;
  switch (field) {
    case 'source': {
      const all = await allClusters(deps, options);
      return all
        .filter((each) => refuseSource(kind, each.cluster, resourceOf(each).name) === undefined)
        .filter((each) => includes(resourceOf(each).name, search))
        .map((each) => clusterChoice(each));
    }
    case 'target':
      return targetChoices(await allClusters(deps, options), textOf(input['source']), search);
    case 'backup': {
      const source = await findCluster(deps, textOf(input['source']), options);
      if (source === undefined || source.cluster.family === 'free') return [];
      return snapshotChoices(deps, await deps.client.snapshots(source.cluster, options), search);
    }
    case 'at': {
      const source = await findCluster(deps, textOf(input['source']), options);
      if (source === undefined || source.cluster.family !== 'dedicated') return [];
      return momentChoices(await deps.client.restoreWindowDays(source.cluster, options), deps.now());
    }
    default:
      return [];
  }
}

/** The restore window of continuous backup; nothing where Atlas does not show it. */
function momentChoices(days: number | undefined, now: Date): readonly Choice[] {
  if (days === undefined) return [];
  const first = windowStart(days, now);
  return [
    { value: first.toISOString(), label: 'Earliest', at: first },
    { value: now.toISOString(), label: 'Latest', at: now },
  ];
}

function clusterChoice(named: Named, description?: string): Choice {
  const { cluster } = named;
  const version = cluster.majorVersion === undefined ? '' : `, ${cluster.majorVersion}`;
  const { id, name } = resourceOf(named);
  return {
    value: id,
    label: `${name} (${familyWords(cluster)}${version})`,
    ...defined({ description }),
  };
}

/** The source first: most restores go back where the data came from. */
function targetChoices(all: readonly Named[], sourceText: string, search: string): readonly Choice[] {
  const source = all.find((each) => [resourceOf(each).id, resourceOf(each).name].includes(sourceText));
  const fitting = all.filter((each) => {
    const { name } = resourceOf(each);
    const from = source?.cluster ?? each.cluster;
    return refuseTarget(from, each.cluster, name) === undefined && includes(name, search);
  });
  const own = fitting.filter((each) => each === source);
  const others = fitting.filter((each) => each !== source);
  return [
    ...own.map((each) => clusterChoice(each, 'the source itself')),
    ...others.map((each) =>
      (compareMajor(each.cluster.majorVersion, source?.cluster.majorVersion) ?? 0) < 0
        ? clusterChoice(each, 'older than the source: will be refused')
        : clusterChoice(each),
    ),
  ];
}

function snapshotChoices(
  { now }: ChoiceDeps,
  snapshots: readonly Snapshot[],
  search: string,
): readonly Choice[] {
  const at = now();
  const asksLatest = 'latest snapshot'.startsWith(search.trim().toLowerCase());
  const label = ({ takenAt, bytes, isFallback }: Restorable, isNewest: boolean) => {
    const remark = isFallback ? 'fallback, may be inconsistent' : undefined;
    return backupLabel({ at: takenAt, bytes, isNewest, remark }, at);
  };
  const all = restorable(snapshots);
  const [newest] = all;
  const found = all.map((snapshot) => ({
    value: snapshot.id,
    label: label(snapshot, snapshot === newest),
    at: snapshot.takenAt,
  }));
  const latest =
    asksLatest && newest !== undefined
      ? [{ value: 'latest', label: `Latest snapshot: ${label(newest, false)}`, at: newest.takenAt }]
      : [];
  const matching = asksLatest
    ? found
    : found.filter((each) => isBackupSought(each.label, each.at, search) || each.value === search.trim());
  return [...latest, ...matching];
}
