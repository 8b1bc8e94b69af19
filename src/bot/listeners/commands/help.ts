import type { Offer } from '#service/api.ts';
import { type Example, renderHelp } from '../../ui/help.ts';
import type { ListenerDeps } from '../deps.ts';
import { bareLabel, findName } from '../find-name.ts';
import { tell } from '../tell.ts';
import type { CommandCall } from '../wrap.ts';

/** Milliseconds that help waits for the name of a source; an example without one is good enough. */
const giveUpMs = 2_000;

/** `/restore help [connection] [kind]`: with commands to copy for what this person may ask for. */
export async function help(
  deps: ListenerDeps,
  call: CommandCall,
  [connection = '', kind = '']: readonly string[],
): Promise<void> {
  const offers = await deps.service.offers(call.user);
  const all = offers.type === 'offers' ? offers.offers : [];
  const named = findName(
    connection,
    all.map((item) => ({ item, names: [item.connection] as const })),
  );
  const chosen = named.type === 'none' ? all.slice(0, 1) : [named.item];
  const examples = await Promise.all(chosen.flatMap((offer) => examplesOf(deps, offer, kind)));
  await tell(deps, call, renderHelp(offers, examples));
}

function examplesOf(
  deps: ListenerDeps,
  { connection, kinds }: Offer,
  typed: string,
): readonly Promise<Example>[] {
  const one = findName(
    typed,
    kinds.map((item) => ({ item, names: [item.id, item.title] as const })),
  );
  return (one.type === 'none' ? kinds : [one.item]).map(async (kind) => {
    const field = kind.fields.find(({ type }) => type === 'source');
    if (field === undefined) return { connection, kind };
    const query = { kind: kind.id, field: field.id, input: {}, search: '' };
    const found = await deps.service
      .choices(connection, query, AbortSignal.timeout(giveUpMs))
      .catch(() => []);
    const [first] = found;
    return { connection, kind, ...(first === undefined ? {} : { source: bareLabel(first) }) };
  });
}
