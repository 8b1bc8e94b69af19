import type { Match, Subject } from '#core/match.ts';
import type { RestoreKind } from '#core/provider.ts';
import { UsageError } from './command.ts';

/** What describes a restore on the command line. */
export const subjectOptions = {
  connection: { type: 'string' },
  kind: { type: 'string' },
  source: { type: 'string' },
  'source-tags': { type: 'string', multiple: true },
  target: { type: 'string' },
  impact: { type: 'string' },
  tags: { type: 'string', multiple: true },
  channel: { type: 'string' },
  at: { type: 'string' },
} as const;

type Lists = 'tags' | 'source-tags';
type Options = { readonly [Name in Exclude<keyof typeof subjectOptions, Lists>]?: string | undefined } & {
  readonly [Name in Lists]?: readonly string[] | undefined;
};

/** The parts of a restore that may be left out, and the option that gives each. */
export const optionOf = {
  sources: 'source',
  sourceTags: 'source-tags',
  targets: 'target',
  tags: 'tags',
  channels: 'channel',
} as const satisfies Partial<Record<keyof Match, keyof typeof subjectOptions>>;

/** A restore as it was described; `unsaid`: the parts that were left out, which rules may depend on. */
export interface Described {
  readonly subject: Subject;
  readonly unsaid: readonly (keyof typeof optionOf)[];
}

const impacts = ['in-place', 'new-target', 'download'] as const;

/** Throws `UsageError` where it is none of this configuration. */
export function readSubject(
  options: Options,
  kinds: ReadonlyMap<string, readonly RestoreKind[]>,
  now: Date,
): Described {
  const { connection = '', kind: kindId = '', source, target, channel, at } = options;
  const { tags = [], 'source-tags': sourceTags = [] } = options;
  const offered = kinds.get(connection);
  if (offered === undefined) {
    throw new UsageError(`--connection is one of ${[...kinds.keys()].join(', ')}; it was “${connection}”.`);
  }
  const kind = offered.find(({ id }) => id === kindId);
  if (kind === undefined) {
    const ids = offered.map(({ id }) => id).join(', ');
    throw new UsageError(`--kind is one of ${ids} for ${connection}; it was “${kindId}”.`);
  }
  const impact = impacts.find((each) => each === (options.impact ?? kind.facts.impact));
  if (impact === undefined) {
    throw new UsageError(`--impact is one of ${impacts.join(', ')}; it was “${options.impact}”.`);
  }
  return {
    subject: {
      connection,
      kind: kindId,
      impact,
      source: { id: source ?? '', name: source ?? '' },
      sourceTags: Object.fromEntries(sourceTags.map((text) => tagOf('source-tags', text))),
      target: { id: target ?? '', name: target ?? '' },
      tags: Object.fromEntries(tags.map((text) => tagOf('tags', text))),
      channel: channel ?? '',
      now: at === undefined ? now : instantOf(at),
    },
    unsaid: [
      ...(source === undefined ? (['sources'] as const) : []),
      ...(sourceTags.length === 0 ? (['sourceTags'] as const) : []),
      ...(target === undefined ? (['targets'] as const) : []),
      ...(tags.length === 0 ? (['tags'] as const) : []),
      ...(channel === undefined ? (['channels'] as const) : []),
    ],
  };
}

function tagOf(option: Lists, text: string): readonly [string, string] {
  const [name = '', ...value] = text.split('=');
  if (name === '' || value.length === 0) {
    throw new UsageError(
      `--${option} is a name and a value, such as --${option}=env=prod; it was “${text}”.`,
    );
  }
  return [name, value.join('=')];
}

function instantOf(text: string): Date {
  const date = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/u.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new UsageError(
    `--at is an instant with its offset, such as 2026-12-24T18:00:00+01:00; it was “${text}”.`,
  );
}
