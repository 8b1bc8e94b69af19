import type { Subject } from '#core/match.ts';
import type { RestoreKind } from '#core/provider.ts';
import { UsageError } from './command.ts';

/** What describes a restore on the command line. */
export const subjectOptions = {
  connection: { type: 'string' },
  kind: { type: 'string' },
  target: { type: 'string' },
  impact: { type: 'string' },
  tags: { type: 'string', multiple: true },
  channel: { type: 'string' },
  at: { type: 'string' },
} as const;

type Options = { readonly [Name in Exclude<keyof typeof subjectOptions, 'tags'>]?: string | undefined } & {
  readonly tags?: readonly string[] | undefined;
};

/** A restore as it was described; `unsaid`: the parts that were left out, which rules may depend on. */
export interface Described {
  readonly subject: Subject;
  readonly unsaid: readonly ('targets' | 'tags' | 'channels')[];
}

const impacts = ['in-place', 'new-target', 'download'] as const;

/** Throws `UsageError` where it is none of this configuration. */
export function readSubject(
  options: Options,
  kinds: ReadonlyMap<string, readonly RestoreKind[]>,
  now: Date,
): Described {
  const { connection = '', kind: kindId = '', target, channel, at, tags = [] } = options;
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
      target: { id: target ?? '', name: target ?? '' },
      tags: Object.fromEntries(tags.map(tagOf)),
      channel: channel ?? '',
      now: at === undefined ? now : instantOf(at),
    },
    unsaid: [
      ...(target === undefined ? (['targets'] as const) : []),
      ...(tags.length === 0 ? (['tags'] as const) : []),
      ...(channel === undefined ? (['channels'] as const) : []),
    ],
  };
}

function tagOf(text: string): readonly [string, string] {
  const [name = '', ...value] = text.split('=');
  if (name === '' || value.length === 0) {
    throw new UsageError(`--tags is a name and a value, such as --tags=env=prod; it was “${text}”.`);
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
