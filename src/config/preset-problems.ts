import { fieldOfOption, generalOptions, optionsOf } from '#core/field-options.ts';
import { readInstantOrAge } from '#core/instant.ts';
import type { Preset } from '#core/preset.ts';
import type { Field, RestoreProvider } from '#core/provider.ts';

/** What cannot be meant, one sentence each that says what to write instead. Nothing is asked of a vendor. */
export function presetProblems(
  presets: readonly Preset[],
  providers: readonly Pick<RestoreProvider, 'connection' | 'kinds'>[],
): readonly string[] {
  const names = presets.map(({ name }) => name);
  const twins = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
  return [
    ...twins.map((name) => `preset “${name}”: there are several of that name; give each its own.`),
    ...presets.flatMap((preset) => [...problemsOf(preset, providers)]),
  ];
}

function* problemsOf(
  { name, connection, kind: kindId, source, options }: Preset,
  providers: readonly Pick<RestoreProvider, 'connection' | 'kinds'>[],
): Iterable<string> {
  const where = `preset “${name}”`;
  const provider = providers.find((each) => each.connection === connection);
  if (provider === undefined) {
    const known = providers.map((each) => each.connection).join(', ');
    yield `${where}: there is no connection “${connection}”; write one of ${known}.`;
    return;
  }
  const kind = provider.kinds.find(({ id }) => id === kindId);
  if (kind === undefined) {
    const known = provider.kinds.map(({ id }) => id).join(', ');
    yield `${where}: ${connection} has no kind “${kindId}”; write one of ${known}.`;
    return;
  }
  if (source !== undefined && !kind.fields.some(({ type }) => type === 'source')) {
    yield `${where}: a ${kindId} of ${connection} has no source to choose; leave source out.`;
  }
  for (const [option, value] of Object.entries(options)) {
    const field = fieldOfOption(kind, option);
    const why = field === undefined ? undefined : whyNot(field, value);
    if (field === undefined && !generalOptions.some((each) => each === option)) {
      yield `${where}: a ${kindId} of ${connection} has no option “${option}”; write one of ${optionsOf(kind).join(', ')}.`;
    } else if (why !== undefined) yield `${where}: options.${option} ${why}.`;
  }
}

/** What a vendor lists is known only when the form is opened. */
function whyNot(field: Field, value: string): string | undefined {
  switch (field.type) {
    case 'integer': {
      const number = Number(value);
      const fits = value !== '' && Number.isInteger(number) && number >= field.min && number <= field.max;
      return fits ? undefined : `must be a number from ${field.min} to ${field.max}`;
    }
    case 'instant':
      return readInstantOrAge(value, new Date(0)) === undefined
        ? 'must be an instant such as 2026-11-20T14:02:37Z, or an age such as 10m'
        : undefined;
    case 'text':
      return value.length > field.maxLength ? `must have at most ${field.maxLength} characters` : undefined;
    case 'choice': {
      const { options } = field;
      if (options === undefined || options.some((each) => [each.value, each.label].includes(value)))
        return undefined;
      return `must be one of ${options.map((each) => each.value).join(', ')}`;
    }
    case 'toggle':
      return /^(?:yes|no|true|false|on|off)$/iu.test(value) ? undefined : 'must be true or false';
    case 'source':
    case 'backup':
    case 'target':
    case 'choices':
      return undefined;
  }
}
