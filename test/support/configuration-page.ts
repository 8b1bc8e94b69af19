import { z } from 'zod';
import { bounds } from '#config/bounds.ts';
import { SqlCheckInFile, WebhookCheckInFile } from '#config/checks.ts';
import { File } from '#config/file.ts';
import { AllowInFile, Approve, DenyInFile } from '#config/rules.ts';
import { ByDay, ByPattern, Once } from '#config/times.ts';
import { Duration } from '#config/values.ts';
import { providers } from '#providers/all.ts';
import { examples } from './configuration-examples.ts';
import { readmeLinks } from './provider-documents.ts';

type Node = z.core.JSONSchema.BaseSchema;

function nodeOf(schema: z.ZodType): Node {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

/** What is in the place of a schema. */
function inner(node: z.core.JSONSchema._JSONSchema | z.core.JSONSchema._JSONSchema[] | undefined): Node {
  if (typeof node !== 'object' || Array.isArray(node)) throw new Error('the configuration has another shape');
  return node;
}

interface Row {
  readonly key: string;
  readonly value: string;
  readonly what: string | undefined;
}

const isEmpty = (value: unknown) => JSON.stringify(value) === '{}' || JSON.stringify(value) === '[]';

const scalar = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

const duration = nodeOf(Duration).pattern;
/** Lengths of a calendar event, which have no upper bound. */
const unbounded = new Set(['for']);

/** One row for each setting; settings below an object carry its name. */
function rowsOf(node: Node, path: readonly string[] = []): readonly Row[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, each]) => {
    const child = inner(each);
    const keys = [...path, name];
    const needed = node.required?.includes(name) === true;
    const below = rowsOf(child, keys);
    if (below.length > 0 && child.description === undefined) return below;
    const kept = child.default === undefined || isEmpty(child.default) ? '' : `\`${scalar(child.default)}\``;
    const choices = (child.enum ?? []).map((each) => `\`${each}\``).join(', ');
    const isSaid = choices === '' || child.enum?.every((one) => child.description?.includes(`\`${one}\``));
    const what = isSaid === true ? child.description : `${child.description}: ${choices}`;
    const key = keys.join('.');
    const bound = bounds[key] ?? bounds[`rules.${key}`] ?? bounds[`objectives.${key}`];
    const bounded = bound === undefined ? what : `${what}; ${bound.join(' to ')}`;
    if (bound === undefined && child.pattern === duration && !unbounded.has(key)) {
      throw new Error(`write in src/config/bounds.ts what ${key} may be`);
    }
    return [{ key, value: needed ? '_needed_' : kept, what: bounded }, ...below];
  });
}

/** Throws where a setting has no description. */
function table(rows: readonly Row[]): string {
  const silent = rows.filter(({ what }) => what === undefined).map(({ key }) => key);
  if (silent.length > 0) throw new Error(`describe these settings in src/config: ${silent.join(', ')}`);
  const lines = rows.map(({ key, value, what }) => `| \`${key}\` | ${value} | ${what} |`);
  return ['| setting | default | what |', '| --- | --- | --- |', ...lines].join('\n');
}

const tableOf = (schema: z.ZodType, path: readonly string[] = []) => table(rowsOf(nodeOf(schema), path));

/** Both modes in one table. */
function slackTable(slack: Node): string {
  const rows = (slack.oneOf ?? []).flatMap((each) => rowsOf(inner(each), ['slack']));
  const once = new Map(rows.map((row) => [row.key, row]));
  return table(
    [...once.values()].map((row) => (row.key === 'slack.mode' ? { ...row, value: '`socket`' } : row)),
  );
}

/** A match is described once, with the rules that allow. */
const withoutMatch = (rows: readonly Row[]) => rows.filter(({ key }) => !/^(?:checks\.)?match\./u.test(key));

/** Everything in restorebot.yaml, out of the schema that reads it. */
function configurationTables() {
  const whole = nodeOf(File);
  const {
    slack,
    connections,
    freezes,
    objectives,
    presets,
    rules: _,
    checks: __,
    ...process
  } = whole.properties ?? {};
  return {
    process: table(rowsOf({ ...whole, properties: process })),
    slack: slackTable(inner(slack)),
    connections: table(rowsOf(inner(inner(connections).additionalProperties))),
    allow: tableOf(AllowInFile),
    approve: tableOf(Approve, ['approve']),
    deny: table(withoutMatch(rowsOf(nodeOf(DenyInFile)))),
    freezes: table(withoutMatch(rowsOf(inner(inner(freezes).items)))),
    presets: table(rowsOf(inner(inner(presets).items))),
    sqlCheck: table(withoutMatch(rowsOf(nodeOf(SqlCheckInFile), ['checks']))),
    webhookCheck: table(rowsOf(inner(nodeOf(WebhookCheckInFile).properties?.['webhook']), ['webhook'])),
    objectives: table(withoutMatch(rowsOf(inner(inner(objectives).items)))),
    once: tableOf(Once),
    pattern: tableOf(ByPattern),
    days: tableOf(ByDay),
  };
}

/** docs/configuration.md. */
export function configurationPage(): string {
  const tables = configurationTables();
  return `# Configuration

Generated by \`npm run docs\` from the schema in \`src/config\` and from \`test/support/configuration-page.ts\`.

restorebot reads \`restorebot.yaml\`, or the file that \`RESTOREBOT_CONFIG\` names; no other variable of the environment means anything to it, except \`RESTOREBOT_HOST\` (below, \`health.host\`) and where the file says \`\${NAME}\`.
[restorebot.example.yaml](../restorebot.example.yaml) is a whole file to start from. A setting that does not exist, a name without a value in the environment, and a rule that would let somebody overwrite data alone are refused at the start, in sentences, all at once.

- A length of time is a number and a unit: \`500ms\`, \`90s\`, \`15m\`, \`24h\`, \`400d\`.
- People are Slack ids: users \`U…\`, user groups \`S…\`, channels \`C…\`. Names change; ids do not.
- Whether what is written is what was meant: \`npm run restorebot -- config check\`.
- What is in effect, and whether the file, the environment or a default says so: \`npm run restorebot -- config explain\`, or \`config explain rules.0\` for one part. It shows no secrets.
- Editors complete and check it with [restorebot.schema.json](../restorebot.schema.json), which the first line of the example names; \`restorebot config schema\` prints it.

## Slack

${tables.slack}

## Connections

One for each credential at a vendor, by the name that people type: \`/restore crdb-prod\`. Besides these, each takes what the README of its provider lists (${readmeLinks(providers)}).

${tables.connections}

## Rules

A list, \`rules:\`. A rule that denies beats all that allow, wherever it stands; of those that allow, the first that matches decides. What no rule matches is refused.

A rule that allows:

${tables.allow}

What \`approve\` holds:

${tables.approve}

A rule that denies:

${tables.deny}

Which rule decides about one restore, and why: \`npm run restorebot -- config check --connection=crdb-prod --kind=cluster --target=orders --person=U024BE7LH\`.

\`tags\` are MongoDB Atlas's tags and CockroachDB Cloud's labels of the target (of the source, where data leaves). The other vendors have none, so a rule with \`tags\` never matches there; \`config check\` warns of it.

### Two people, one of them of the database team

\`\`\`yaml
${examples.two}\`\`\`

### Nobody, and who to call instead

\`\`\`yaml
${examples.denied}\`\`\`

### One alone at night, looked at afterwards

\`\`\`yaml
${examples.glass}\`\`\`

## Freezes

A list, \`freezes:\`; when restores do not start, or the only times in which they do.

${tables.freezes}

One stretch:

${tables.once}

Stretches that a cron pattern begins:

${tables.pattern}

Stretches that begin on days of the week:

${tables.days}

\`\`\`yaml
${examples.freezes}\`\`\`

## Presets

A list, \`presets:\`; restores that a team has prepared. \`/restore presets\` lists those that a person may ask for, and \`/restore run <preset>\` opens the form filled in. What a preset leaves out is asked in the form, and options that are typed after the name win. A preset gives no right to anything: the rules, the checks, and the approvals are those of any other request.

${tables.presets}

\`\`\`yaml
${examples.presets}\`\`\`

## Checks

A list, \`checks:\`. Every check that matches a restore reads the restored data once the vendor reports success, and changes nothing. At least one must have read data for “Restored and verified”. How to make the role, and what a webhook gets and answers: [checks.md](checks.md).

A check with SQL, for vendors that speak the Postgres wire protocol (CockroachDB Cloud, Prisma Postgres):

${tables.sqlCheck}

Instead of \`sql\`, a check may have a \`webhook\`, which works with every vendor:

${tables.webhookCheck}

\`\`\`yaml
${examples.checks}\`\`\`

## Objectives

A list, \`objectives:\`; how much data a restore may lose, and how long a recovery may take. Every objective that matches counts, and the strictest decides. [recovery.md](recovery.md) says what the words mean.

${tables.objectives}

\`\`\`yaml
${examples.objectives}\`\`\`

## Everything else

${tables.process}
`;
}
