import type { KnownBlock } from '@slack/types';
import type { Preset } from '#core/preset.ts';
import type { Field, RestoreKind } from '#core/provider.ts';
import { presetActions } from '../ids.ts';
import { actions, button, context, type Rendered, rendered, section } from './blocks.ts';
import { bold, line, name } from './escape.ts';
import { limits } from './limits.ts';
import { listed } from './people.ts';

export interface ShownPreset {
  readonly preset: Preset;
  readonly kind: RestoreKind;
  /** What the form will ask. */
  readonly blanks: readonly Field[];
}

/** Two blocks each, within the 50 of a message. */
const most = 20;

/** The presets that one person may run, each with a button. */
export function renderPresets(presets: readonly ShownPreset[]): Rendered {
  if (presets.length === 0) {
    const none =
      'There is no preset that you may run. Presets are written in restorebot’s configuration, under `presets`.';
    return rendered(none, [section(none)]);
  }
  const more = presets.length - most;
  const rest = more > 0 ? [`and ${more} more: \`/restore run &lt;preset&gt;\``] : [];
  const head = 'Presets open the form filled in. Nothing is asked before you submit it.';
  return rendered([head, ...presets.map(presetLine), ...rest].join('\n'), [
    section(head),
    ...presets.slice(0, most).flatMap(presetBlocks),
    ...rest.map((text) => context(text)),
  ]);
}

function presetBlocks(shown: ShownPreset): readonly KnownBlock[] {
  const { name: value } = shown.preset;
  return [
    section(presetLine(shown)),
    ...actions(
      [button('Run…', { actionId: presetActions.run, value })],
      `preset-${value}`.slice(0, limits.id),
    ),
  ];
}

function presetLine({ preset, kind, blanks }: ShownPreset): string {
  const { connection, description, source } = preset;
  const from = source === undefined ? '' : ` from ${bold(source)}`;
  const asks = blanks.length === 0 ? '' : ` You choose: ${listed(blanks.map(({ label }) => line(label)))}.`;
  const what = description === undefined ? '' : `: ${line(description)}`;
  return `${name(preset.name)}${what}\n${line(kind.title)} on ${bold(connection)}${from}.${asks}`;
}
