import { errorKinds } from '#core/provider-error.ts';
import type { KindFacts, RestoreKind } from '#core/provider.ts';
import { type Earlier, fates, type SubmissionFailure } from '#core/submission.ts';
import { kindsOfError } from '#providers/http/kinds.ts';
import type { ProviderManifest } from '#providers/kit/manifest.ts';
import { createUnlimited } from './unlimited.ts';

type Manifests = readonly ProviderManifest[];

/** The kinds of a provider, as a connection with the example's settings has them; nothing is called. */
export function kindsOf(manifest: ProviderManifest): readonly RestoreKind[] {
  const { name, exampleSettings } = manifest;
  const opened = manifest.open(
    { connection: name, settings: exampleSettings },
    { limiter: createUnlimited() },
  );
  if (opened.type === 'rejected') throw new Error(opened.issues.map(({ message }) => message).join(' '));
  return opened.connected.provider.kinds;
}

const impacts: Readonly<Record<KindFacts['impact'], string>> = {
  'in-place': 'in place',
  'new-target': 'next to existing data',
  download: 'a download',
};

const promises: Readonly<Record<RestoreKind['duplicate'], string>> = {
  refused: 'looks again before each of up to three attempts: the vendor refuses a second one',
  acts: 'never sends it again; a person decides',
};

function kindRow(provider: string, { id, title, facts, duplicate }: RestoreKind): string {
  const cells = [
    `[${provider}](../src/providers/${provider}/README.md)`,
    `\`${id}\`: ${title}`,
    impacts[facts.impact],
    facts.destroys,
    facts.creates,
    facts.cancel ?? 'no',
    facts.secret ?? 'nothing',
    facts.find,
    promises[duplicate],
  ];
  return `| ${cells.join(' | ')} |`;
}

/** docs/providers.md. */
export function providersPage(manifests: Manifests): string {
  const byName = manifests.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = byName.flatMap((each) => kindsOf(each).map((kind) => kindRow(each.name, kind)));
  return `# What each provider can restore

Generated from the kinds in \`src/providers/\` by \`npm run docs\`; the conformance suite holds them to what the providers do.
The last column is the promise where an answer is lost and the vendor's list does not show the restore. A list that does not show it yet proves nothing.
So restorebot submits again only where the vendor documents that it refuses a second identical restore, and at most three times; then a person decides, too.
A request with an attempt that may have been carried out never ends as "nothing was restored".

| provider | kind | how | destroys | creates | can be stopped | returns once | after a lost answer, it is found | where it is not found, restorebot |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** The README with its table of providers. */
export function withProviderTable(readme: string, manifests: Manifests): string {
  const rows = manifests.map(({ name, title, restores }) => [
    `[${title}](src/providers/${name}/README.md)`,
    restores,
  ]);
  return replaced(readme, /^\| provider .*\n(?:\|.*\n)+/mu, tableOf([['provider', 'restores'], ...rows]));
}

/** `.env.example` with the credentials of every provider; its last part. */
export function withCredentials(text: string, manifests: Manifests): string {
  const blocks = manifests.map(({ title, example, exampleSettings }) => {
    const names = [...JSON.stringify(exampleSettings).matchAll(/\$\{(\w+)\}/gu)].map(
      ([, name]) => `${name}=`,
    );
    return `# ${title}: ${example.credential}\n${names.join('\n')}\n`;
  });
  return replaced(text, /(?<=^# Only for the vendors that restorebot\.yaml has\n)[^]*/mu, blocks.join(''));
}

/** restorebot.example.yaml with a connection to every provider, all but the first one as comments. */
export function withConnections(text: string, manifests: Manifests): string {
  const [first = '', ...others] = manifests.map(({ name, example, exampleSettings }) => {
    const settings = Object.entries(exampleSettings).map(([key, value]) => `    ${key}: ${String(value)}\n`);
    return `  ${example.connection}:\n    provider: ${name}\n${settings.join('')}`;
  });
  const comment = '  # Other vendors; the README of each in src/providers says what its credential needs.\n';
  const commented = others.join('').replaceAll(/^ {2}(?=\S)|^ {2}(?= )/gmu, '  # ');
  return replaced(text, /(?<=^connections:\n)(?: .*\n)+/mu, `${first}${comment}${commented}`);
}

const becomes: Readonly<Record<SubmissionFailure['type'], string>> = {
  lost: 'looks',
  'not-accepted': 'waits, and is sent again',
  refused: 'ends as refused',
};

const attempts: Readonly<Record<Earlier, string>> = {
  none: 'after a first attempt',
  proven: 'after one that was refused',
  open: 'after one that may have been carried out',
};

/** The guide with its table of what an error of a submission means for the request. */
export function withMeanings(guide: string): string {
  const earlier = ['none', 'proven', 'open'] as const;
  const head = ['the vendor says', 'kind', ...earlier.map((each) => attempts[each])];
  const rows = errorKinds.map((kind) => [
    kindsOfError[kind].says,
    `\`${kind}\``,
    ...earlier.map((each) => becomes[fates[kind][each]]),
  ]);
  return replaced(guide, /^\| the vendor says .*\n(?:\|.*\n)+/mu, tableOf([head, ...rows]));
}

/** Where the README of each provider is, for docs/configuration.md. */
export function readmeLinks(manifests: Manifests): string {
  return manifests.map(({ name, title }) => `[${title}](../src/providers/${name}/README.md)`).join(', ');
}

function replaced(text: string, part: RegExp, by: string): string {
  if (!part.test(text)) throw new Error(`the document has no ${String(part)}`);
  return text.replace(part, () => by);
}

/** A table as the formatter leaves it. */
function tableOf(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...body]
    .map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`)
    .join('');
}
