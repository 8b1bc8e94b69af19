import { expect, test } from 'vitest';
import { currentAgreement } from '#core/restore-request.ts';
import { aRequest, at } from './builders.ts';
import type { RecordTexts } from './record-texts.ts';
import { creation, held, nextSave } from './saves.ts';
import type { Start } from './store-under-test.ts';

type Edit = (texts: RecordTexts) => Partial<RecordTexts>;
type Document = Record<string, unknown> & { state: Record<string, unknown> };

/** Changes the document as an object, and leaves everything else as it is. */
function inDocument(change: (document: Document) => object): Edit {
  return ({ document }) => {
    const before = JSON.parse(document) as Document;
    return { document: JSON.stringify({ ...before, ...change(before) }) };
  };
}

const vote = (by: string) => ({ by, at: at(5), agreement: currentAgreement(aRequest()), groups: ['S0DBA'] });

const edits: readonly (readonly [what: string, edit: Edit])[] = [
  [
    'votes were added',
    inDocument(({ state }) => ({ state: { ...state, votes: [vote('U0ADA'), vote('U0BEN')] } })),
  ],
  ['another requester was written', inDocument(() => ({ requester: 'U0EVE' }))],
  [
    'the plan was edited',
    ({ document }) => ({
      document: document.replaceAll('cluster-2', 'cluster-9').replaceAll('orders', 'billing'),
    }),
  ],
  ['the channel was edited', inDocument(() => ({ channel: 'C0EVE' }))],
  ['one byte was added', ({ document }) => ({ document: `${document} ` })],
  ['the version was raised', ({ version }) => ({ version: version + 1 })],
  ['the newest entry of the audit is said to be another', () => ({ mac: 'ab'.repeat(32) })],
  ['the last event was removed', ({ events }) => ({ events: events.slice(0, -1) })],
  ['an event was added', ({ events }) => ({ events: [...events, ...events.slice(-1)] })],
  [
    'an event was edited',
    ({ events }) => ({ events: events.map((text) => text.replace('U0RITA', 'U0EVE ')) }),
  ],
  ['two events changed places', ({ events }) => ({ events: events.toReversed() })],
  ['the HMAC is no HMAC', () => ({ documentMac: '' })],
  [
    'the HMAC is of another length',
    ({ documentMac }) => ({ documentMac: documentMac?.slice(0, -2) ?? null }),
  ],
];

export function forgeryCases(start: Start): void {
  test.each(edits)('is tampered where %s', async (_, edit) => {
    const { store, edit: editStored } = await start({});
    await store.save(creation({ state: 'approved' }));
    await editStored('r1', edit);

    expect(await store.load('r1')).toMatchObject({
      tampered: expect.stringMatching(/^(changed|unknown-key)$/u),
      requestId: 'r1',
    });
  });

  test('is tampered where the HMAC was removed', async () => {
    const { store, edit } = await start({});
    await store.save(creation({}));
    await edit('r1', () => ({ documentMac: null }));

    expect(await store.load('r1')).toMatchObject({ tampered: 'unsigned', requestId: 'r1' });
  });

  test('is tampered where the whole record of another request was put in its place', async () => {
    const { store, edit } = await start({});
    await store.save(creation({}));
    await store.save(creation({ ask: { requestId: 'r2' } }));
    let other: RecordTexts | undefined;
    await edit('r2', (texts) => {
      other = texts;
      return {};
    });
    await edit('r1', () => ({ ...other }));

    expect(await store.load('r1')).toMatchObject({ tampered: 'changed' });
    expect(await store.load('r2')).toMatchObject({ request: { id: 'r2' } });
  });

  test('is tampered where an older document was put under the newer version', async () => {
    const { store, edit } = await start({});
    const created = creation({ state: 'approved' });
    await store.save(created);
    let older: RecordTexts | undefined;
    await edit('r1', (texts) => {
      older = texts;
      return {};
    });
    await store.save(nextSave(created, held('one')));
    await edit('r1', () => ({ document: older?.document ?? '' }));

    expect(await store.load('r1')).toMatchObject({ tampered: 'changed' });
  });

  test('is authentic where all of it is older: that is for the recovery to find', async () => {
    const { store, edit } = await start({});
    const created = creation({ state: 'approved' });
    await store.save(created);
    let older: RecordTexts | undefined;
    await edit('r1', (texts) => {
      older = texts;
      return {};
    });
    await store.save(nextSave(created, held('one')));
    await edit('r1', () => ({ ...older }));

    expect(await store.load('r1')).toMatchObject({ request: { version: created.request.version } });
  });

  test('is named in a list, and keeps no other from it', async () => {
    const { store, edit } = await start({});
    await store.save(creation({}));
    await store.save(creation({ ask: { requestId: 'r2' } }));
    await edit(
      'r1',
      inDocument(() => ({ requester: 'U0EVE' })),
    );

    const { requests, unreadable, tampered } = await store.list({ limit: 10 });

    expect(requests.map(({ id }) => id)).toEqual(['r2']);
    expect({ unreadable, tampered }).toEqual({ unreadable: [], tampered: ['r1'] });
  });

  test('still says where its card is', async () => {
    const { store, edit } = await start({});
    await store.save(creation({}));
    const card = { tag: 'posted', nonce: 'r1.card0', channel: 'C0OPS', ts: '1700000000.000100' } as const;
    await store.saveThread('r1', 1, { version: 1, shown: 1, card, lines: {} }, undefined);
    await edit('r1', () => ({ documentMac: null }));

    expect(await store.load('r1')).toMatchObject({ tampered: 'unsigned', thread: { version: 1, card } });
  });
}
