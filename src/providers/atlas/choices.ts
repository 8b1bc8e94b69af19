import type { CallOptions, Choice, ChoiceQuery } from '#core/provider.ts';
import { backupChoices, sourceFirst } from '../kit/choices.ts';
import { textOf } from '../kit/form.ts';
import { includes } from '../kit/words.ts';
import { compareMajor, familyWords } from './cluster.ts';
import { allClusters, findCluster, resourceOf, type ClusterDeps, type Named } from './find-cluster.ts';
import { refuseSource, refuseTarget } from './fit.ts';
import { restorable, type Snapshot } from './snapshot.ts';
import { windowStart } from './window.ts';

export interface ChoiceDeps extends ClusterDeps {
  readonly now: () => Date;
}

/** What a select offers; nothing where an earlier answer is still missing. */
export async function listChoices(
  deps: ChoiceDeps,
  { kind, field, input, search }: ChoiceQuery,
  options: CallOptions,
): Promise<readonly Choice[]> {
  const chosen = textOf(input['source']);
  switch (field) {
    case 'source':
      return (await allClusters(deps, options))
        .filter((each) => {
          const { name } = resourceOf(each);
          return refuseSource(kind, each.cluster, name) === undefined && includes(name, search);
        })
        .map((each) => clusterChoice(each));
    case 'target':
      return targetChoices(await allClusters(deps, options), chosen, search);
    case 'backup': {
      const source = await findCluster(deps, chosen, options);
      if (source === undefined || source.cluster.family === 'free') return [];
      return snapshotChoices(await deps.client.snapshots(source.cluster, options), search, deps.now());
    }
    case 'at': {
      const source = await findCluster(deps, chosen, options);
      if (source?.cluster.family !== 'dedicated') return [];
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
  const { id, name } = resourceOf(named);
  const version = cluster.majorVersion === undefined ? '' : `, ${cluster.majorVersion}`;
  return { value: id, label: `${name} (${familyWords(cluster)}${version})`, description };
}

function targetChoices(all: readonly Named[], sourceText: string, search: string): readonly Choice[] {
  const source = all.find((each) => [resourceOf(each).id, resourceOf(each).name].includes(sourceText));
  const fitting = all.filter((each) => {
    const { name } = resourceOf(each);
    const from = source?.cluster ?? each.cluster;
    return refuseTarget(from, each.cluster, name) === undefined && includes(name, search);
  });
  return sourceFirst(
    fitting,
    (each) => each === source,
    (each, remark) => {
      const order = compareMajor(each.cluster.majorVersion, source?.cluster.majorVersion) ?? 0;
      return clusterChoice(
        each,
        remark ?? (order < 0 ? 'older than the source: will be refused' : undefined),
      );
    },
  );
}

function snapshotChoices(snapshots: readonly Snapshot[], search: string, now: Date): readonly Choice[] {
  const offers = restorable(snapshots).map(({ id, takenAt, bytes, isFallback }) => ({
    id,
    at: takenAt,
    bytes,
    remark: isFallback ? 'fallback, may be inconsistent' : undefined,
  }));
  return backupChoices(offers, { latest: offers[0], search, now, noun: 'snapshot' });
}
