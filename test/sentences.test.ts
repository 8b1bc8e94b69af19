import { glob, readFile } from 'node:fs/promises';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';
import { z } from 'zod';

/*
 * Core and service say what happened as codes with facts: bot/ui and cli have the sentences. This reads their string
 * literals. Errors of programmers and messages of the log are no words for the people who use restorebot.
 */

const Node = z.looseObject({ type: z.string(), start: z.number() });
type Node = z.output<typeof Node>;

/** Files with sentences, and why they may have them. */
const excepted: Readonly<Record<string, string>> = {
  'src/service/demand-differences.ts':
    'what differs between two rules is stored as labels and values, and shown as it was: a reworded one would look like a change',
  'src/core/stored-reason.ts': 'sentences that versions before the codes read, stored for one more release',
};

/** A label that is stored as a fact of a fingerprint: a reworded one would void every vote. */
const labels = ['Another restore of the target'];

/** Lines that are signed or written into the audit’s tables, and purposes of keys: for machines. */
const formats = [
  /^(entry|seal|trailer)\n/u,
  /^(restorebot §|secret box|view stamp)$/u,
  /^[a-z]*: §/u,
  /^§ (of|s|after|to)\b/u,
  /^§: §/u,
  /^§ \(§\)$/u,
  /^ \(§ times\)$/u,
  /^§; reviewed by § within §; tells §$/u,
  /^§ § to §$/u,
];

/** Two words with a space between them; Slack's own markup. */
const isSaid = (text: string) =>
  /\p{L}\p{P}* \p{P}*[\p{L}§]|§\p{P}* \p{P}*\p{L}/u.test(text) || /<[@#!]|:[a-z_]+:|\*§\*/u.test(text);

/** Each string of a file that reads like words, with its line. */
function sentencesIn(file: string, code: string): readonly string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    const parsed = Node.safeParse(value);
    if (!parsed.success) return;
    const node = parsed.data;
    if (isForProgrammers(node)) return;
    const text = textOf(node);
    if (
      text !== undefined &&
      isSaid(text) &&
      !labels.includes(text) &&
      !formats.some((one) => one.test(text))
    ) {
      found.push(`${file}:${code.slice(0, node.start).split('\n').length}: ${text}`);
    }
    Object.values(node).forEach(visit);
  };
  visit(parseSync(file, code).program);
  return found;
}

/** `new Error(…)`, `super(…)`, `log.warn(…)`. */
function isForProgrammers({ type, callee }: Node): boolean {
  const text = JSON.stringify(callee ?? '');
  if (type === 'NewExpression') return /"name":"[A-Za-z]*Error"/u.test(text);
  if (type !== 'CallExpression') return false;
  return text.includes('"Super"') || (/"name":"log"/u.test(text) && /"(debug|info|warn|error)"/u.test(text));
}

const Literal = z.object({ type: z.literal('Literal'), value: z.string() });
const Template = z.object({
  type: z.literal('TemplateLiteral'),
  quasis: z.array(z.object({ value: z.object({ cooked: z.string() }) })),
});

/** The text of a string; `§` stands for what is put into it. */
function textOf(node: Node): string | undefined {
  const literal = Literal.safeParse(node);
  if (literal.success) return literal.data.value;
  const template = Template.safeParse(node);
  return template.success ? template.data.quasis.map(({ value }) => value.cooked).join('§') : undefined;
}

test.each(['src/core', 'src/service'])('no sentence and no Slack markup is in %s', async (layer) => {
  const files = await Array.fromAsync(glob(`${layer}/**/*.ts`));
  const found = await Promise.all(
    files
      .filter((file) => excepted[file] === undefined)
      .map(async (file) => sentencesIn(file, await readFile(file, 'utf8'))),
  );

  expect(found.flat()).toEqual([]);
  expect(files.length, 'the check saw no files: is it blind?').toBeGreaterThan(20);
});

test.each([
  "refuse('This vendor cannot stop it.')",
  'hold(`The freeze “${name}” began.`)',
  'text(`<@${who}>`)',
  "const said = ':warning:'",
])('a sentence is seen: %s', (code) => {
  expect(sentencesIn('any.ts', code)).toHaveLength(1);
});

test.each([
  "throw new Error('a request is asked once')",
  "deps.log.warn({ id }, 'write held back')",
  "const code = 'in-the-way'",
])('no words for people: %s', (code) => {
  expect(sentencesIn('any.ts', code)).toEqual([]);
});

test('each file that is excepted has sentences', async () => {
  for (const file of Object.keys(excepted)) {
    expect(sentencesIn(file, await readFile(file, 'utf8'))).not.toEqual([]);
  }
});
