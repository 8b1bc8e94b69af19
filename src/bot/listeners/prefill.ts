import type { AboutMessage } from '#core/asked.ts';
import { fieldOfOption, generalOptions } from '#core/field-options.ts';
import { nearest } from '#core/nearest.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { Choice, Field, FormInput, RestoreKind } from '#core/provider.ts';
import type { FieldValue } from '#core/restore-plan.ts';
import type { Offer } from '#service/api.ts';
import { line, name } from '../ui/escape.ts';
import { choosesFirst } from '../ui/form/choice.ts';
import { asksAfterSource, type KnownChoices } from '../ui/form/fields.ts';
import { limits } from '../ui/limits.ts';
import { callText } from '../ui/why.ts';
import type { ListenerDeps } from './deps.ts';
import { findName, type Named, namedKind, namedOffer } from './find-name.ts';
import { answer, type Answer, type LookUp, unknownOption } from './prefill-options.ts';
import { isBlank, type Typed, type TypedOption, unquoted } from './typed-words.ts';
import { didYouMean, unknownWord, wholeCommand } from './unknown-word.ts';

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
  /** The whole command, mrkdwn, where something of it is not in the form. */
  readonly typed?: string;
}

/** All look-ups of a command together, milliseconds: the modal says meanwhile that it looks up. */
const giveUpMs = 20_000;

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
  typed: Typed,
): Promise<Prefilled> {
  const { words, options } = typed;
  const filling: Filling = { input: {}, known: {}, understood: [], problems: [], errors: {} };
  const general = generalAnswers(options, filling);
  const only = offers.length === 1 ? offers[0] : undefined;
  const place =
    words.length === 0 ? { item: only, rest: [] } : leading(words, offers.map(namedOffer), filling);
  const asksKind = options.some(({ name: option }) => !isGeneral(option));
  if (place.item === undefined) {
    if (words.length > 0) filling.problems.push(unknownWord(typed, offers));
    else if (asksKind) {
      const text = wholeCommand(typed);
      filling.problems.push(
        `Write the connection first: \`/restore &lt;connection&gt; &lt;kind&gt; …\`. You typed ${text}.`,
      );
    }
    return { ...filling, ...general };
  }
  const { connection, kinds } = place.item;
  const found = kindOf(place.rest, place.item, filling);
  if (found.item === undefined) {
    const [word] = found.rest;
    if (word !== undefined || asksKind) filling.problems.push(noKind(place.item, found.rest, options));
    return { ...filling, ...general, connection };
  }
  const kind = found.item;
  await fillFields(deps, { connection, kind, kinds, source: found.rest.join(' '), options }, filling);
  const isWhole = filling.problems.length + Object.keys(filling.errors).length === 0;
  return {
    ...filling,
    ...general,
    connection,
    kind: kind.id,
    ...(isWhole ? {} : { typed: wholeCommand(typed) }),
  };
}

/** Commands to copy with a kind that may have been meant; where none is near, the word may be a source. */
function noKind(
  { connection, kinds }: Offer,
  rest: readonly string[],
  options: readonly TypedOption[],
): string {
  const [word, ...others] = rest;
  const near = nearest(
    word ?? '',
    kinds.map(({ id }) => id),
  );
  const meant =
    near.length > 0
      ? near.map((each) => [each, ...others])
      : kinds.slice(0, 3).map(({ id }) => [id, ...rest]);
  const next = didYouMean(meant.map((words) => ({ words: [connection, ...words], options }))) ?? '';
  const problem =
    word === undefined
      ? 'The command does not say what to restore.'
      : `No kind of restore on ${name(connection)} is called ${name(word)}.`;
  return `${problem} ${next}`;
}

function isGeneral(option: string): boolean {
  return generalOptions.some((each) => each === option);
}

function generalAnswers(
  options: readonly TypedOption[],
  { problems }: Filling,
): Pick<Prefilled, 'reason' | 'checkOnly'> {
  const written = options.findLast(({ name: option }) => option === 'reason')?.value ?? '';
  const reason = isBlank(written) ? '' : unquoted(written);
  if (reason.length > limits.reason) {
    problems.push(`The reason has ${reason.length} characters. The first ${limits.reason} are kept.`);
  }
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
    if (isGeneral(option.name)) continue;
    const field = fieldOfOption(kind, option.name);
    if (field === undefined) filling.problems.push(unknownOption(kind, kinds, option));
    else typed.set(field.id, option.value);
  }
  const signal = AbortSignal.timeout(giveUpMs);
  let failed: string | undefined;
  const lookUp: LookUp = async (field, input, search) => {
    // A vendor that did not answer once is not asked for each answer again.
    if (failed !== undefined) throw new NotLookedUp(failed);
    const first = choosesFirst(field, kind, input);
    if (first !== undefined && asksAfterSource(field)) throw new NotLookedUp(first);
    const query = { kind: kind.id, field: field.id, input, search };
    try {
      return await deps.service.choices(connection, query, signal);
    } catch (error) {
      failed = whyFailed(error, kind);
      throw failed === undefined ? error : new NotLookedUp(failed);
    }
  };
  for (const field of kind.fields) {
    const written = typed.get(field.id);
    if (written === undefined) continue;
    keep(field, await answered(field, written, { input: filling.input, now: deps.now(), lookUp }), filling);
  }
}

/** Why the list of a field is not known, mrkdwn. */
class NotLookedUp extends Error {}

function whyFailed(error: unknown, { vendor = 'The vendor' }: RestoreKind): string | undefined {
  if (error instanceof ProviderError) return line(callText(error));
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  return isLate ? `${line(vendor)} did not answer in time. Choose it here.` : undefined;
}

function keep(field: Field, given: Answer, { input, known, understood, errors }: Filling): void {
  if (given.type === 'problem') {
    errors[field.id] = given.text;
    if (given.typed !== undefined) input[field.id] = given.typed;
    return;
  }
  input[field.id] = given.value;
  if (given.known.length > 0) known[field.id] = given.known;
  if (given.note !== undefined) understood.push(given.note);
}

async function answered(
  field: Field,
  written: string,
  around: Parameters<typeof answer>[2],
): Promise<Answer> {
  try {
    return await answer(field, written, around);
  } catch (error) {
    if (error instanceof NotLookedUp) return { type: 'problem', text: error.message };
    throw error;
  }
}
