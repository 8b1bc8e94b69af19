import { blanksOf, type Preset } from '#core/preset.ts';
import type { Offer } from '#service/api.ts';
import { line, name } from '../../ui/escape.ts';
import { exclusions } from '../../ui/exclusions.ts';
import { renderPresets, type ShownPreset } from '../../ui/presets.ts';
import type { ActionCall, Call, CommandCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { findName, unknownName } from '../find-name.ts';
import { openForm } from '../open-form.ts';
import { prefill } from '../prefill.ts';
import { tell } from '../tell.ts';
import type { TypedOption } from '../typed-words.ts';

/** `/restore presets`: those that this person may ask for. */
export async function presets(deps: ListenerDeps, call: CommandCall): Promise<void> {
  const offers = await deps.service.offers(call.user);
  if (offers.type === 'none') return tell(deps, call, exclusions[offers.because]);
  return tell(deps, call, renderPresets(shownTo(deps.presets, offers.offers)));
}

/** `/restore run <preset> [--option value]…`: the form, filled in; what is typed beats what the preset says. */
export async function run(
  deps: ListenerDeps,
  call: CommandCall,
  [word = '', ...more]: readonly string[],
  options: readonly TypedOption[],
): Promise<void> {
  if (word === '') return presets(deps, call);
  const named = deps.presets.map((item) => ({ item, names: [item.name] as const }));
  const found = findName(word, named);
  if (found.type !== 'none') return open(deps, call, found.item, { options, more });
  const all = deps.presets.map((preset) => preset.name);
  return tell(deps, call, unknownName('preset', word, all, '`/restore presets` lists them.'));
}

/** “Run…” in the list. */
export async function runPreset(deps: ListenerDeps, call: ActionCall): Promise<void> {
  const preset = deps.presets.find((each) => each.name === call.action.value);
  if (preset === undefined) {
    return tell(deps, call, 'That preset is no longer in the configuration. `/restore presets` lists them.');
  }
  return open(deps, call, preset, { options: [], more: [] });
}

type Opening = Call & { readonly triggerId: string };

async function open(
  deps: ListenerDeps,
  call: Opening,
  preset: Preset,
  { options, more }: { readonly options: readonly TypedOption[]; readonly more: readonly string[] },
): Promise<void> {
  await openForm(deps, { ...call, channel: call.channel }, async (offers) => {
    if (shownTo([preset], offers).length === 0) {
      const problem = `You may not ask for ${name(preset.kind)} on ${name(preset.connection)}, which the preset ${name(preset.name)} is for. Choose what you may ask for.`;
      return { input: {}, known: {}, problems: [problem] };
    }
    const { connection, kind, source } = preset;
    const words = [connection, kind, ...(source === undefined ? [] : [source])];
    const given = Object.entries(preset.options).map(([option, value]) => ({ name: option, value }));
    const { typed: _, ...filled } = await prefill(deps, offers, { words, options: [...given, ...options] });
    const { description } = preset;
    const what = `the preset ${name(preset.name)}${description === undefined ? '' : ` (${line(description)})`}`;
    const left =
      more.length === 0
        ? []
        : [`After a preset only options are read. ${name(more.join(' '))} was left out.`];
    return {
      ...filled,
      problems: [...left, ...filled.problems],
      understood: [what, ...(filled.understood ?? [])],
    };
  });
}

function shownTo(all: readonly Preset[], offers: readonly Offer[]): readonly ShownPreset[] {
  return all.flatMap((preset) => {
    const offer = offers.find(({ connection }) => connection === preset.connection);
    const kind = offer?.kinds.find(({ id }) => id === preset.kind);
    return kind === undefined ? [] : [{ preset, kind, blanks: blanksOf(preset, kind) }];
  });
}
