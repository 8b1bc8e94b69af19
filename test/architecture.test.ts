import { glob, readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Rules {
  readonly layers: readonly string[];
  readonly packages: readonly string[];
}

/** Of `import … from`, `export … from`, `import '…'` and `import('…')`. */
const specifiers = /(?:^(?:import|export)\b[^;']*\bfrom\s*|^import\s*|\bimport\(\s*)'([^']+)'/gm;
const maxLines = 300;

/** The table of docs/architecture.md is the rule; this test reads it there, so that the two cannot differ. */
async function readTable(): Promise<Record<string, Rules>> {
  const text = await readFile('docs/architecture.md', 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z]+)` +\|([^|]*)\|([^|]*)\|/gm)];
  return Object.fromEntries(
    rows.map(([, layer = '', layers = '', packages = '']) => [
      layer,
      { layers: namesIn(layers), packages: namesIn(packages) },
    ]),
  );
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

/** Why `file` may not import `specifier`, if it may not. */
function refusal(layer: string, rules: Rules, file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) {
    const inside = join(dirname(file), specifier).startsWith(`src/${layer}/`);
    return inside ? undefined : 'leaves its layer by a relative path';
  }
  if (specifier.startsWith('node:')) {
    return layer === 'core' && specifier !== 'node:crypto' ? 'core does no I/O' : undefined;
  }
  if (specifier.startsWith('#')) {
    const other = specifier.slice(1).split('/', 1).join('');
    return other === layer || rules.layers.includes(other) ? undefined : `${layer} may not use ${other}`;
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return rules.packages.includes(name) || name === 'zod' ? undefined : `${name} belongs to another layer`;
}

async function filesOf(pattern: string): Promise<string[]> {
  return (await Array.fromAsync(glob(pattern))).toSorted();
}

describe('layers', () => {
  test('the table names every folder of src, and the only file there is the way in', async () => {
    const entries = await readdir('src', { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);

    expect(Object.keys(await readTable()).toSorted()).toEqual(folders.toSorted());
    expect(entries.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual(['main.ts']);
  });

  test.each([
    'core',
    'service',
    'store',
    'providers',
    'checks',
    'jobs',
    'bot',
    'config',
    'keys',
    'app',
    'cli',
  ])('src/%s imports only what the table allows', async (layer) => {
    const rules = (await readTable())[layer];
    if (rules === undefined) throw new Error(`docs/architecture.md has no row for ${layer}`);
    const found: string[] = [];
    let imports = 0;
    for (const file of await filesOf(`src/${layer}/**/*.ts`)) {
      for (const [, specifier = ''] of (await readFile(file, 'utf8')).matchAll(specifiers)) {
        imports += 1;
        const reason = refusal(layer, rules, file, specifier);
        if (reason !== undefined) found.push(`${file} imports ${specifier}: ${reason}`);
      }
    }

    expect(found).toEqual([]);
    expect(imports, 'the check saw no imports: is it blind?').toBeGreaterThan(0);
  });

  test('a known bad import is seen', () => {
    const core: Rules = { layers: [], packages: [] };

    expect(refusal('core', core, 'src/core/a.ts', '#store/redis-store.ts')).toBe('core may not use store');
    expect(refusal('core', core, 'src/core/a.ts', '../store/redis-store.ts')).toBeDefined();
    expect(refusal('core', core, 'src/core/a.ts', 'node:fs')).toBe('core does no I/O');
    expect(refusal('bot', { layers: ['core'], packages: ['@slack/bolt'] }, 'src/bot/a.ts', 'ioredis')).toBe(
      'ioredis belongs to another layer',
    );
  });
});

describe('files', () => {
  test(`none has more than ${maxLines} lines`, async () => {
    const files = [
      ...(await filesOf('src/**/*.ts')),
      ...(await filesOf('sandbox/**/*.{ts,js}')),
      ...(await filesOf('test/support/**/*.ts')),
    ];
    const long: string[] = [];
    for (const file of files) {
      const lines = (await readFile(file, 'utf8')).split('\n').length - 1;
      if (lines > maxLines) long.push(`${file}: ${lines}`);
    }

    expect(files.length).toBeGreaterThan(50);
    expect(long).toEqual([]);
  });

  test('nothing in src switches on being tested, and nothing mocks our own modules', async () => {
    const guilty: string[] = [];
    for (const file of [...(await filesOf('src/**/*.ts')), ...(await filesOf('test/**/*.ts'))]) {
      if (file === 'test/architecture.test.ts') continue;
      if (/vi\.mock\(|process\.env\['?(VITEST|NODE_ENV)/.test(await readFile(file, 'utf8')))
        guilty.push(file);
    }

    expect(guilty).toEqual([]);
  });

  test('only the configuration reads the environment', async () => {
    const guilty: string[] = [];
    for (const file of await filesOf('src/**/*.ts')) {
      if (file !== 'src/config/config.ts' && (await readFile(file, 'utf8')).includes('process.env'))
        guilty.push(file);
    }

    expect(guilty).toEqual([]);
  });
});

describe('providers', () => {
  test('each has every file that docs/adding-a-provider.md says it needs, and is in the registry', async () => {
    const entries = await readdir('src/providers', { withFileTypes: true });
    const folders = entries
      .filter((entry) => entry.isDirectory() && !['http', 'kit'].includes(entry.name))
      .map(({ name }) => name);
    const { providers } = await import('#providers/all.ts');
    const needed = (await filesInGuide()).filter((path) => path.includes('<name>'));

    expect(providers.map(({ name }) => name).toSorted()).toEqual(folders.toSorted());
    expect(needed.length).toBeGreaterThan(15);
    const paths = folders.flatMap((name) => needed.map((path) => path.replaceAll('<name>', name)));
    const missing = [];
    for (const path of paths) if ((await filesOf(path)).length === 0) missing.push(path);
    expect(missing).toEqual([]);
    for (const name of folders) {
      await expect(readFile(`test/providers/${name}.test.ts`, 'utf8')).resolves.toContain(
        'describeProvider(',
      );
    }
  });

  test('outside their folders, only the lists of docs/adding-a-provider.md name every provider', async () => {
    const { providers } = await import('#providers/all.ts');
    const own = new RegExp(`(^|[/-])(${providers.map(({ name }) => name).join('|')})[/.]`, 'u');
    const files = await filesOf('{src,sandbox,test,bench}/**/*.ts');
    const naming: string[] = [];
    // It shows a mistake of each of these, and a new provider may have none to add.
    const mistakes = 'test/providers/mistakes.test.ts';
    for (const file of files.filter((each) => !own.test(each) && each !== mistakes)) {
      const text = await readFile(file, 'utf8');
      const named = providers.filter(({ name, example }) =>
        [
          `/${name}/`,
          `provider-${name}.ts`,
          `'${example.connection}'`,
          `/restore ${example.connection} `,
        ].some((word) => text.includes(word)),
      );
      if (named.length === providers.length) naming.push(file);
    }

    const lists = (await filesInGuide()).filter((path) => !path.includes('<name>'));
    expect(naming.toSorted()).toEqual(lists.toSorted());
  });
});

describe('the list of files in docs/adding-a-provider.md is whole', () => {
  test('no file of src outside its folder names a provider, but the list', async () => {
    const { providers } = await import('#providers/all.ts');
    const files = await filesOf('src/**/*.ts');
    const naming: string[] = [];
    for (const file of files) {
      const text = await readFile(file, 'utf8');
      const named = providers.some(
        ({ name, title }) =>
          !file.startsWith(`src/providers/${name}/`) &&
          [`/${name}/`, `'${name}'`, `'${title}'`].some((word) => text.includes(word)),
      );
      if (named) naming.push(file);
    }

    expect(naming).toEqual(['src/providers/index.ts']);
  });

  test('of the provider to copy, nothing is imported but its own files and those that every provider has', async () => {
    const guide = await filesInGuide();
    const [, copied = ''] =
      /Copy `src\/providers\/(\w+)\/`/u.exec(await readFile('docs/adding-a-provider.md', 'utf8')) ?? [];
    const own = [
      `src/providers/${copied}/`,
      `sandbox/providers/${copied}/`,
      `test/support/provider-${copied}.ts`,
      `test/providers/${copied}`,
    ];
    const isOwn = (path: string) => own.some((start) => path.startsWith(start));
    const importers: string[] = [];
    for (const file of await filesOf('{src,sandbox,test,bench}/**/*.ts')) {
      const imports = [...(await readFile(file, 'utf8')).matchAll(/(?: from |\bimport\()'([^']+)'/gu)].map(
        ([, path = '']) =>
          path.startsWith('.')
            ? join(dirname(file), path)
            : path.replace(/^#(sandbox|test)/u, '$1').replace(/^#/u, 'src/'),
      );
      if (!isOwn(file) && !file.endsWith('.test.ts') && imports.some(isOwn)) importers.push(file);
    }

    expect(copied).not.toBe('');
    const lists = ['sandbox/simulators.ts', 'src/providers/index.ts', 'test/support/providers-under-test.ts'];
    // What the sandbox tells of last month is about two of its databases, and no list.
    expect(importers.toSorted()).toEqual([...lists, 'sandbox/past.ts'].toSorted());
    expect(guide).toEqual(expect.arrayContaining(lists));
    expect(
      guide
        .filter((path) => path.includes('<name>'))
        .every((path) => isOwn(path.replaceAll('<name>', copied))),
    ).toBe(true);
  });
});

/** The files that a provider needs or is named in, as the guide's tables and its list of stories have them. */
async function filesInGuide(): Promise<readonly string[]> {
  const guide = await readFile('docs/adding-a-provider.md', 'utf8');
  const rows = [...guide.matchAll(/^\| `([\w/<>.-]+)` +\|/gmu)].map(([, path = '']) => path);
  const stories = /in each list of stories.*/u.exec(guide)?.[0] ?? '';
  return [
    ...rows.filter((path) => path.includes('/')),
    ...[...stories.matchAll(/`([\w/.-]+)`/gu)].map(([, path = '']) => path),
  ];
}

describe('documents', () => {
  test('the glossary explains every word that the code begins with', async () => {
    const code = await readFile('src/core/restore-request.ts', 'utf8');
    const comment = code.slice(0, code.indexOf('*/'));
    const words = [...comment.matchAll(/(?:^ \* | {2,})([a-z][a-z -]+?)(?:, [a-z]+)? {2,}\S/gm)].map(
      ([, word = '']) => word,
    );
    const glossary = await readFile('docs/glossary.md', 'utf8');

    expect(words.length).toBeGreaterThan(10);
    expect(words.filter((word) => !glossary.includes(`| ${word} `))).toEqual([]);
  });

  test('every path that a document names exists', async () => {
    const missing: string[] = [];
    let seen = 0;
    for (const document of [...(await filesOf('*.md')), ...(await filesOf('docs/**/*.md'))]) {
      const text = await readFile(document, 'utf8');
      for (const [, path = ''] of text.matchAll(/`((?:src|sandbox|test|docs|bench)\/[\w./-]+)`/g)) {
        seen += 1;
        const found = await filesOf(path.endsWith('/') ? `${path}*` : path);
        if (found.length === 0) missing.push(`${document}: ${path}`);
      }
    }

    expect(missing).toEqual([]);
    expect(seen).toBeGreaterThan(10);
  });
});
