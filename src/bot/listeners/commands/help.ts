import { optionOf } from '#core/field-options.ts';
import type { Choice, Field, RestoreKind } from '#core/provider.ts';
import type { FieldValue } from '#core/restore-plan.ts';
import type { Offer } from '#service/api.ts';
import { name } from '../../ui/escape.ts';
import { type Example, renderHelp, renderHelpOf } from '../../ui/help.ts';
import { limits } from '../../ui/limits.ts';
import type { CommandCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { bareLabel, findName, namedKind, namedOffer, unknownName } from '../find-name.ts';
import { tell } from '../tell.ts';
import { quoted } from '../typed-words.ts';

/** Milliseconds that one example waits for a vendor's names; without them it says what to type instead. */
const giveUpMs = 10_000;
/** So many sources are looked at for one with a backup. */
const sourcesTried = 3;
/** A name in an example is good enough for so long, ms: help must not use up what a vendor allows. */
const keepMs = 10 * 60_000;
/** A vendor that did not say is asked again after this, ms. */
const keepUnsaidMs = 60_000;

/** `/restore help [connection] [kind]`: with commands to copy for what this person may ask for. */
export async function help(
  deps: ListenerDeps,
  call: CommandCall,
  [connection = '', ...words]: readonly string[],
): Promise<void> {
  const offers = await deps.service.offers(call.user);
  const all = offers.type === 'offers' ? offers.offers : [];
  if (connection === '') {
    const examples = await Promise.all(
      all.slice(0, limits.list).flatMap((offer) => examplesOf(deps, offer, offer.kinds.slice(0, 1))),
    );
    return tell(deps, call, renderHelp(offers, examples));
  }
  const named = findName(connection, all.map(namedOffer));
  if (named.type === 'none') {
    const names = all.map((each) => each.connection);
    return tell(deps, call, unknownName('connection', connection, names, '`/restore help` lists yours.'));
  }
  const { kinds } = named.item;
  const typed = words.join(' ');
  const one = findName(typed, kinds.map(namedKind));
  const ids = kinds.map(({ id }) => id);
  const problem =
    typed === '' || one.type !== 'none'
      ? undefined
      : unknownName(`kind of restore on ${name(named.item.connection)}`, typed, ids, '');
  const shown = one.type === 'none' ? kinds : [one.item];
  const examples = await Promise.all(examplesOf(deps, named.item, shown));
  return tell(deps, call, renderHelpOf(named.item, examples, problem));
}

function examplesOf(
  deps: ListenerDeps,
  { connection }: Offer,
  kinds: readonly RestoreKind[],
): readonly Promise<Example>[] {
  return kinds.map(async (kind) => ({
    connection,
    kind,
    typed: await deps.examples.get(`${connection} ${kind.id}`, () => typedFor(deps, connection, kind)),
  }));
}

/** The source and every option that has to be answered, with names of this connection. */
async function typedFor(
  deps: ListenerDeps,
  connection: string,
  kind: RestoreKind,
): Promise<{ readonly value: string; readonly keepMs: number }> {
  const signal = AbortSignal.timeout(giveUpMs);
  const input: Record<string, FieldValue> = {};
  const words: string[] = [];
  let unsaid = false;
  for (const field of kind.fields) {
    const isAsked = field.required || field.type === 'instant';
    if (!isAsked || field.type === 'toggle') continue;
    const word = await wordFor(deps, { connection, kind, field, input }, signal);
    unsaid ||= word === undefined && field.type !== 'text' && !(field.type === 'choices' && field.custom);
    const shown = word === undefined ? `<${field.label.toLowerCase()}>` : quoted(word);
    words.push(field.type === 'source' ? shown : `--${optionOf(field.id)} ${shown}`);
  }
  return { value: words.join(' '), keepMs: unsaid ? keepUnsaidMs : keepMs };
}

interface Blank {
  readonly connection: string;
  readonly kind: RestoreKind;
  readonly field: Field;
  /** The answers before it; this one is added. */
  readonly input: Record<string, FieldValue>;
}

/** One answer as somebody types it; `undefined`: only they know it, or the vendor did not say. */
async function wordFor(deps: ListenerDeps, blank: Blank, signal: AbortSignal): Promise<string | undefined> {
  const { field, input } = blank;
  switch (field.type) {
    case 'backup':
      input[field.id] = 'latest';
      return 'latest';
    case 'instant':
      return '10m';
    case 'integer':
      return String(field.min);
    case 'text':
    case 'toggle':
      return undefined;
    case 'choice':
      return field.options === undefined ? firstName(deps, blank, signal) : field.options[0]?.value;
    case 'source':
      return sourceName(deps, blank, signal);
    case 'target':
    case 'choices':
      return firstName(deps, blank, signal);
  }
}

/** The first source of which there is a backup: of another one the command would open a form with a complaint. */
async function sourceName(
  deps: ListenerDeps,
  blank: Blank,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { kind, field, input } = blank;
  const backup = kind.fields.find(({ type }) => type === 'backup');
  const sources = await namesOf(deps, blank, signal);
  const tried = backup === undefined ? [] : sources.slice(0, sourcesTried);
  let found = sources[0];
  for (const source of tried) {
    const ofIt = { ...blank, field: backup ?? field, input: { [field.id]: source.value } };
    if ((await namesOf(deps, ofIt, signal)).length > 0 || signal.aborted) {
      found = source;
      break;
    }
  }
  if (found === undefined) return undefined;
  input[field.id] = found.value;
  return bareLabel(found);
}

async function firstName(deps: ListenerDeps, blank: Blank, signal: AbortSignal): Promise<string | undefined> {
  const { field, input } = blank;
  const [first] = await namesOf(deps, blank, signal);
  if (first === undefined) return undefined;
  input[field.id] = field.type === 'choices' ? [first.value] : first.value;
  return bareLabel(first);
}

async function namesOf(
  { service }: ListenerDeps,
  { connection, kind, field, input }: Blank,
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  const query = { kind: kind.id, field: field.id, input, search: '' };
  return service.choices(connection, query, signal).catch(() => []);
}
