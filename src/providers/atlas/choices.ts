import type { Choice } from '#core/provider.ts';
import { backupChoices, sourceFirst } from '../kit/choices.ts';
import { textOf } from '../kit/form.ts';
import { compareMajor, includes } from '../kit/words.ts';
import type { Does } from './client.ts';
import { familyWords } from './cluster.ts';
import { allClusters, findCluster, type Named } from './find-cluster.ts';
import { refuseSource, refuseTarget, windowStart } from './fit.ts';
import { restorable } from './snapshot.ts';

export const sources: Does<'choices'> = async (has, { kind, search }, options) =>
  (await allClusters(has, options))
    .filter(({ cluster, name }) => refuseSource(kind, cluster, name) === undefined && includes(name, search))
    .map((each) => clusterChoice(each));

export const targets: Does<'choices'> = async (has, { input, search }, options) => {
  const all = await allClusters(has, options);
  const chosen = textOf(input['source']);
  const source = all.find(({ id, name }) => [id, name].includes(chosen));
  const fitting = all.filter(
    ({ cluster, name }) =>
      refuseTarget(source?.cluster ?? cluster, cluster, name) === undefined && includes(name, search),
  );
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
};

export const snapshots: Does<'choices'> = async (has, { input, search }, options) => {
  const source = await findCluster(has, textOf(input['source']), options);
  if (source === undefined || source.cluster.family === 'free') return [];
  const offers = restorable(await has.client.snapshots(source.cluster, options)).map(
    ({ id, takenAt, bytes, isFallback }) => ({
      id,
      at: takenAt,
      bytes,
      remark: isFallback ? 'fallback, may be inconsistent' : undefined,
    }),
  );
  return backupChoices(offers, { latest: offers[0], search, now: has.now(), noun: 'snapshot' });
};

/** The restore window of continuous backup; nothing where Atlas does not show it. */
export const moments: Does<'choices'> = async (has, { input }, options) => {
  const source = await findCluster(has, textOf(input['source']), options);
  if (source?.cluster.family !== 'dedicated') return [];
  const days = await has.client.restoreWindowDays(source.cluster, options);
  if (days === undefined) return [];
  const now = has.now();
  const first = windowStart(days, now);
  return [
    { value: first.toISOString(), label: 'Earliest', at: first },
    { value: now.toISOString(), label: 'Latest', at: now },
  ];
};

function clusterChoice({ id, name, cluster }: Named, description?: string): Choice {
  const version = cluster.majorVersion === undefined ? '' : `, ${cluster.majorVersion}`;
  return { value: id, label: `${name} (${familyWords(cluster)}${version})`, name, description };
}
