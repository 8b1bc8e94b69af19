import { explain, ProviderError } from '#core/provider-error.ts';
import type { Choice, FormInput, RestoreKind } from '#core/provider.ts';
import type { Offer } from '#service/api.ts';
import { line, name } from '../ui/escape.ts';
import type { KnownChoices } from '../ui/form/fields.ts';
import { listed } from '../ui/people.ts';
import type { ListenerDeps } from './deps.ts';
import { nearest } from './nearest.ts';

/** What the words after `/restore` say, as far as they could be understood. */
export interface Prefilled {
  readonly connection?: string;
  readonly kind?: string;
  readonly input: FormInput;
  readonly known: KnownChoices;
  /** What was not understood, one sentence each. */
  readonly problems: readonly string[];
}

const giveUpMs = 2_000;

/** Reads `<connection> <kind> [source]`. A near miss is suggested, never taken for what was meant. */
export async function prefill(
  deps: ListenerDeps,
  offers: readonly Offer[],
  text: string,
): Promise<Prefilled> {
  const [connectionWord, kindWord, ...rest] = text.split(/\s+/u).filter((word) => word !== '');
  const only = offers.length === 1 ? offers[0] : undefined;
  const offer =
    connectionWord === undefined ? only : offers.find(({ connection }) => same(connection, connectionWord));
  if (offer === undefined) {
    if (connectionWord === undefined) return nothing();
    const names = offers.map(({ connection }) => connection);
    return nothing(unknown('connection that you may use', connectionWord, names));
  }
  const { connection, kinds } = offer;
  const kind =
    kindWord === undefined
      ? kinds.length === 1
        ? kinds[0]
        : undefined
      : kinds.find(({ id }) => same(id, kindWord));
  if (kind === undefined) {
    const ids = kinds.map(({ id }) => id);
    const problem = kindWord === undefined ? [] : [unknown(`restore on ${name(connection)}`, kindWord, ids)];
    return { ...nothing(...problem), connection };
  }
  const filled = { connection, kind: kind.id };
  if (rest.length === 0) return { ...nothing(), ...filled };
  return { ...(await sourceOf(deps, connection, kind, rest.join(' '))), ...filled };
}

async function sourceOf(
  { service }: ListenerDeps,
  connection: string,
  kind: RestoreKind,
  typed: string,
): Promise<Prefilled> {
  const field = kind.fields.find(({ type }) => type === 'source');
  if (field === undefined)
    return nothing(`A ${line(kind.title)} has no source to choose; ${name(typed)} was left out.`);
  const search = (words: string) =>
    service.choices(
      connection,
      { kind: kind.id, field: field.id, input: {}, search: words },
      AbortSignal.timeout(giveUpMs),
    );
  try {
    const found = await search(typed);
    const exact = found.filter(
      (each) => same(each.value, typed) || same(each.label, typed) || same(bare(each), typed),
    );
    const [choice, ...more] = exact;
    if (choice !== undefined && more.length === 0) {
      return { input: { [field.id]: choice.value }, known: { [field.id]: [choice] }, problems: [] };
    }
    const all = found.length > 0 ? found : await search('');
    return nothing(unknown(line(field.label).toLowerCase(), typed, all.map(bare)));
  } catch (error) {
    if (error instanceof ProviderError) return nothing(line(explain(error)));
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      return nothing(`The vendor takes too long to look for ${name(typed)}; choose it below.`);
    }
    throw error;
  }
}

/** A label without what stands beside the name: `orders-prod (Advanced, v25.2)`. */
function bare({ label }: Choice): string {
  const [bareLabel = ''] = label.split(/ [·(]/u, 1);
  return bareLabel;
}

function unknown(what: string, typed: string, names: readonly string[]): string {
  const near = nearest(typed, names);
  const meant =
    near.length === 0
      ? 'Choose one below.'
      : `Did you mean ${listed(
          near.map((each) => name(each)),
          'or',
        )}?`;
  return `There is no ${what} called ${name(typed)}. ${meant}`;
}

function nothing(...problems: readonly string[]): Prefilled {
  return { input: {}, known: {}, problems };
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
