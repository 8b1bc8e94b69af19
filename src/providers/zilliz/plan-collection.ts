import { defined } from '#core/defined.ts';
import { onlyOne, type Form } from '../kit/form.ts';
import { collectionNamed, collectionsIn } from './backups.ts';
import {
  databaseName,
  formatCollection,
  isCollectionName,
  newCollectionName,
  parseCollection,
  type CollectionName,
} from './names.ts';
import type { PlanParts, Resolved } from './options.ts';
import type { BackupDetail, Cluster } from './schema.ts';

/** The part of a plan that is about the one collection and where it goes. */
export function collectionParts({ form, backup, clusters, suffix }: Resolved): PlanParts | undefined {
  const target = targetIn(clusters, form);
  const from = collectionIn(backup, form);
  const typed = form.text('dest_collection');
  const database = form.text('dest_database');
  const status = form.oneOf('dest_status', ['LOADED', 'UNLOADED']);
  for (const field of ['dest_collection', 'dest_database']) {
    const text = form.text(field);
    if (text !== '' && !isCollectionName(text)) {
      form.reject(field, 'Use letters, digits and underscores only, and no digit first.');
    }
  }
  if (target === undefined || from === undefined || backup === undefined) return undefined;
  const destDatabase = database === '' ? from.database : database;
  if (typed !== '' && target.clusterId === backup.clusterId && isTaken(backup, destDatabase, typed)) {
    const sentence = `The source has, or had, a collection of this name: choose a fresh one, such as ${newCollectionName(typed, suffix)}.`;
    form.reject('dest_collection', sentence);
  }
  return {
    target: { id: target.clusterId, name: target.clusterName },
    options: {
      collection: formatCollection(from),
      dest_collection: typed === '' ? newCollectionName(from.collection, suffix) : typed,
      ...defined({ dest_database: destDatabase || undefined }),
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

function targetIn(clusters: readonly Cluster[], form: Form): Cluster | undefined {
  const text = form.text('target');
  if (text === '') return form.reject('target', 'Choose the destination.');
  const sentence = `There is no cluster “${text.slice(0, 80)}” that this connection can see, or several have that name.`;
  return (
    clusters.find(({ clusterId }) => clusterId === text) ??
    onlyOne(clusters, ({ clusterName }) => clusterName === text) ??
    form.reject('target', sentence)
  );
}

/** As the backup lists it; as typed where the backup lists nothing. */
function collectionIn(backup: BackupDetail | undefined, form: Form): CollectionName | undefined {
  const text = form.text('collection');
  if (text === '') return form.reject('collection', 'Choose one collection.');
  if (backup === undefined) return undefined;
  const listed = collectionsIn(backup);
  const found = listed.length === 0 ? parseCollection(text) : collectionNamed(listed, text);
  const sentence = `The backup has no collection “${text.slice(0, 80)}”: choose one of those that it lists.`;
  return found ?? form.reject('collection', sentence);
}
