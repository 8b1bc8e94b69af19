import { textOf } from '../kit/answers.ts';
import { collectionNamed, collectionsIn } from './backups.ts';
import { resolve } from './clusters.ts';
import {
  databaseName,
  formatCollection,
  isCollectionName,
  newCollectionName,
  parseCollection,
  type CollectionName,
} from './names.ts';
import { oneOf, type Errors, type PlanParts, type Resolved } from './plan-parts.ts';
import type { BackupDetail, Cluster } from './schema.ts';

/** The part of a plan that is about the one collection and where it goes. */
export function collectionParts(resolved: Resolved, errors: Errors): PlanParts | undefined {
  const { input, backup, clusters, suffix } = resolved;
  const target = targetIn(clusters, textOf(input['target']), errors);
  const from = collectionIn(backup, textOf(input['collection']), errors);
  const typed = textOf(input['dest_collection']);
  const database = textOf(input['dest_database']);
  const status = oneOf(input['dest_status'], 'dest_status', ['LOADED', 'UNLOADED'], errors);
  for (const [field, text] of [
    ['dest_collection', typed],
    ['dest_database', database],
  ] as const) {
    if (text !== '' && !isCollectionName(text)) {
      errors[field] = 'Use letters, digits and underscores only, and no digit first.';
    }
  }
  if (target === undefined || from === undefined || backup === undefined) return undefined;
  const destDatabase = database === '' ? from.database : database;
  if (typed !== '' && target.clusterId === backup.clusterId && isTaken(backup, destDatabase, typed)) {
    errors['dest_collection'] =
      `The source has, or had, a collection of this name: choose a fresh one, such as ${newCollectionName(typed, suffix)}.`;
  }
  return {
    target: { id: target.clusterId, name: target.clusterName },
    options: {
      collection: formatCollection(from),
      dest_collection: typed === '' ? newCollectionName(from.collection, suffix) : typed,
      ...(destDatabase === '' ? {} : { dest_database: destDatabase }),
      dest_status: status,
    },
  };
}

/** What happens to a collection that exists is documented nowhere, so its name is not taken. */
function isTaken(backup: BackupDetail, database: string, name: string): boolean {
  return collectionsIn(backup).some(
    (each) => each.collection === name && databaseName(each.database) === databaseName(database),
  );
}

function targetIn(clusters: readonly Cluster[], text: string, errors: Errors): Cluster | undefined {
  const known = clusters.map((cluster) => ({ id: cluster.clusterId, name: cluster.clusterName, cluster }));
  const found = resolve(known, text)?.cluster;
  if (text === '') errors['target'] = 'Choose the destination.';
  else if (found === undefined) {
    errors['target'] =
      `There is no cluster “${text.slice(0, 80)}” that this connection can see, or several have that name.`;
  }
  return found;
}

/** As the backup lists it; as typed where the backup lists nothing. */
function collectionIn(
  backup: BackupDetail | undefined,
  text: string,
  errors: Errors,
): CollectionName | undefined {
  if (text === '') {
    errors['collection'] = 'Choose one collection.';
    return undefined;
  }
  if (backup === undefined) return undefined;
  const listed = collectionsIn(backup);
  const found = listed.length === 0 ? parseCollection(text) : collectionNamed(listed, text);
  if (found === undefined) {
    errors['collection'] =
      `The backup has no collection “${text.slice(0, 80)}”: choose one of those that it lists.`;
  }
  return found;
}
