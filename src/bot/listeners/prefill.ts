import type { AboutMessage } from '#core/asked.ts';
import { fieldOfOption, generalOptions } from '#core/field-options.ts';
import { nearest } from '#core/nearest.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { Choice, Field, FormInput, RestoreKind } from '#core/provider.ts';
import type { FieldValue } from '#core/restore-plan.ts';
import type { Offer } from '#service/api.ts';
import { line, name } from '../ui/escape.ts';
import type { KnownChoices } from '../ui/form/fields.ts';
import { limits } from '../ui/limits.ts';
import { callText } from '../ui/why.ts';
import type { ListenerDeps } from './deps.ts';
import { findName, type Named } from './find-name.ts';
import { answer, type Answer, type LookUp, unknownOption } from './prefill-options.ts';
import type { Typed, TypedOption } from './typed-words.ts';
import { didYouMean, unknownWord } from './unknown-word.ts';

/** What the words after `/restore` say, as far as they could be understood. */
export interface Prefilled {
  readonly connection?: string;
  readonly kind?: string;
  readonly input: FormInput;
  readonly known: KnownChoices;
  readonly reason?: string;
  /** The message that it is asked from. */
  readonly about?: AboutMessage;
  /** Check it, and ask for nothing. */
  readonly checkOnly?: true;
  /** What was taken for something other than what was typed, mrkdwn. */
  readonly understood?: readonly string[];
  /** What was not understood, one sentence each. */
  readonly problems: readonly string[];
  /** The same of one field, by its id: said under it. */
  readonly errors?: Readonly<Record<string, string>>;
}

const giveUpMs = 2_000;

interface Filling {
  readonly input: Record<string, FieldValue>;
  readonly known: Record<string, readonly Choice[]>;
  readonly understood: string[];
  readonly problems: string[];
  readonly errors: Record<string, string>;
}

/**
 * Reads `<connection> <kind> [source] [--option value]…`. The beginning of a name is taken where no other begins so,
 * and the form says it; a near miss is suggested, never taken.
 */
export async function prefill(
  deps: ListenerDeps,
  offers: readonly Offer[],
  { words, options }: Typed,
): Promise<Prefilled> {
  const filling: Filling = { input: {}, known: {}, understood: [], problems: [], errors: {} };
  const general = generalAnswers(options);
  const only = offers.length === 1 ? offers[0] : undefined;
  const place =
    words.length === 0 ? { item: only, rest: [] } : leading(words, offers.map(namedOffer), filling);
  if (place.item === undefined) {
    const [word] = words;
    if (word !== undefined) filling.problems.push(unknownWord({ words, options }, offers));
    return { ...filling, ...general };
  }
  const { connection, kinds } = place.item;
  const found = kindOf(place.rest, place.item, filling);
  if (found.item === undefined) {
    const [word, ...rest] = found.rest;
    if (word !== undefined) {
      const ids = kinds.map(({ id }) => id);
      const meant = nearest(word, ids).map((each) => ({ words: [connection, each, ...rest], options }));
      const next = didYouMean(meant) ?? 'Choose one below.';
      filling.problems.push(`No kind of restore on ${name(connection)} is called ${name(word)}. ${next}`);
    }
    return { ...filling, ...general, connection };
  }
  const kind = found.item;
  await fillFields(deps, { connection, kind, kinds, source: found.rest.join(' '), options }, filling);
  return { ...filling, ...general, connection, kind: kind.id };
}

function generalAnswers(options: readonly TypedOption[]): Pick<Prefilled, 'reason' | 'checkOnly'> {
  const reason = options.findLast(({ name: option }) => option === 'reason')?.value ?? '';
  return {
    ...(reason === '' ? {} : { reason: reason.slice(0, limits.reason) }),
    ...(options.some(({ name: option }) => option === 'dry-run') ? { checkOnly: true } : {}),
  };
}

/** A connection with one kind needs no word for it: what follows is the source. */
function kindOf(
  words: readonly string[],
  { kinds }: Offer,
  filling: Filling,
): { readonly item: RestoreKind | undefined; readonly rest: readonly string[] } {
  const [only] = kinds.length === 1 ? kinds : [];
  if (words.length === 0) return { item: only, rest: [] };
  const found = leading(words, kinds.map(namedKind), filling);
  return found.item === undefined && only !== undefined ? { item: only, rest: words } : found;
}

/** The item that the first words name; a name as it is shown may be several words. */
function leading<Item>(
  words: readonly string[],
  all: readonly Named<Item>[],
  { understood }: Filling,
): { readonly item: Item | undefined; readonly rest: readonly string[] } {
  for (let count = words.length; count > 0; count -= 1) {
    const typed = words.slice(0, count).join(' ');
    const found = findName(typed, all);
    if (found.type === 'exact' || (found.type === 'prefix' && count === 1)) {
      if (found.type === 'prefix') understood.push(`${name(typed)} as ${name(found.shown)}`);
      return { item: found.item, rest: words.slice(count) };
    }
  }
  return { item: undefined, rest: words };
}

function namedOffer(offer: Offer): Named<Offer> {
  return { item: offer, names: [offer.connection] };
}

function namedKind(kind: RestoreKind): Named<RestoreKind> {
  return { item: kind, names: [kind.id, kind.title] };
}

interface TypedFields {
  readonly connection: string;
  readonly kind: RestoreKind;
  /** All that this person may ask for on the connection. */
  readonly kinds: readonly RestoreKind[];
  /** Empty: none was typed. */
  readonly source: string;
  readonly options: readonly TypedOption[];
}

/** In the kind's order, because what a menu offers depends on the answers before it. */
async function fillFields(
  deps: ListenerDeps,
  { connection, kind, kinds, source, options }: TypedFields,
  filling: Filling,
): Promise<void> {
  const typed = new Map<string, string>();
  const sourceField = kind.fields.find(({ type }) => type === 'source');
  if (source !== '' && sourceField === undefined) {
    filling.problems.push(`“${line(kind.title)}” has no source to choose. ${name(source)} was left out.`);
  } else if (source !== '' && sourceField !== undefined) typed.set(sourceField.id, source);
  for (const option of options) {
    if (generalOptions.some((each) => each === option.name)) continue;
    const field = fieldOfOption(kind, option.name);
    if (field === undefined) filling.problems.push(unknownOption(kind, kinds, option));
    else typed.set(field.id, option.value);
  }
  const lookUp: LookUp = (field, input, search) => {
    const query = { kind: kind.id, field: field.id, input, search };
    return deps.service.choices(connection, query, AbortSignal.timeout(giveUpMs));
  };
  for (const field of kind.fields) {
    const words = typed.get(field.id);
    if (words !== undefined) keep(field, await answered(field, words, { deps, filling, lookUp }), filling);
  }
}

function keep(field: Field, given: Answer, { input, known, understood, errors }: Filling): void {
  if (given.type === 'problem') {
    errors[field.id] = given.text;
    return;
  }
  input[field.id] = given.value;
  if (given.known.length > 0) known[field.id] = given.known;
  if (given.note !== undefined) understood.push(given.note);
}

async function answered(
  field: Field,
  typed: string,
  {
    deps,
    filling,
    lookUp,
  }: { readonly deps: ListenerDeps; readonly filling: Filling; readonly lookUp: LookUp },
): Promise<Answer> {
  try {
    return await answer(field, typed, { input: filling.input, now: deps.now(), lookUp });
  } catch (error) {
    if (error instanceof ProviderError) return { type: 'problem', text: line(callText(error)) };
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      return { type: 'problem', text: `Could not look up ${name(typed)} in time. Choose it here.` };
    }
    throw error;
  }
}
