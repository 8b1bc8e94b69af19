import { ProviderError } from '#core/provider-error.ts';
import type { Choice, RestoreKind } from '#core/provider.ts';
import type { Offer } from '#service/api.ts';
import { renderBackups } from '../../ui/backups.ts';
import { line, name } from '../../ui/escape.ts';
import { exclusions } from '../../ui/exclusions.ts';
import { callText } from '../../ui/why.ts';
import type { CommandCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { bareLabel, findName, namedChoice, namedOffer, unknownName } from '../find-name.ts';
import { tell } from '../tell.ts';

/** Milliseconds for both look-ups; the command has been acknowledged before. */
const vendorMs = 10_000;

/** `/restore backups <connection> <source>`: what a restore could choose, for one person's eyes. */
export async function backups(
  deps: ListenerDeps,
  call: CommandCall,
  [word, ...rest]: readonly string[],
): Promise<void> {
  const offers = await deps.service.offers(call.user);
  if (offers.type === 'none') return tell(deps, call, exclusions[offers.because]);
  const found = findName(word ?? '', offers.offers.map(namedOffer));
  const names = offers.offers.map(({ connection }) => connection);
  if (found.type === 'none') {
    return tell(
      deps,
      call,
      word === undefined
        ? `Which connection? \`/restore backups ${line(names[0] ?? '')} &lt;source&gt;\``
        : unknownName('connection', word, names, '`/restore help` lists yours.'),
    );
  }
  try {
    return await tell(deps, call, await listed(deps, found.item, rest.join(' ')));
  } catch (error) {
    if (error instanceof ProviderError) return tell(deps, call, line(callText(error)));
    throw error;
  }
}

async function listed({ service, now }: ListenerDeps, { connection, kinds }: Offer, typed: string) {
  const kind = kinds.find(
    ({ fields }) => fieldOf(fields, 'source') !== undefined && fieldOf(fields, 'backup') !== undefined,
  );
  if (kind === undefined) return `No restore on ${name(connection)} chooses from a list of backups.`;
  const signal = AbortSignal.timeout(vendorMs);
  const ask = (field: string, input: Readonly<Record<string, string>>): Promise<readonly Choice[]> =>
    service.choices(connection, { kind: kind.id, field, input, search: '' }, signal);
  const source = fieldOf(kind.fields, 'source')?.id ?? '';
  const sources = await ask(source, {});
  const found = findName(typed, sources.map(namedChoice));
  if (found.type === 'none') {
    const examples = sources
      .slice(0, 10)
      .map((each) => `\`/restore backups ${line(connection)} ${line(bareLabel(each))}\``);
    const problem = typed === '' ? 'Which source?' : unknownName('source', typed, sources.map(bareLabel), '');
    return [problem, ...examples].join('\n');
  }
  const choices = await ask(fieldOf(kind.fields, 'backup')?.id ?? '', { [source]: found.item.value });
  return renderBackups({ connection, source: bareLabel(found.item), kind, choices, now: now() });
}

function fieldOf(fields: RestoreKind['fields'], type: 'source' | 'backup') {
  return fields.find((field) => field.type === type);
}
