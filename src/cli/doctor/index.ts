import { parseArgs } from 'node:util';
import { configWarnings } from '#app/config-warnings.ts';
import { readConnections } from '#app/connections.ts';
import { createLog } from '#app/log.ts';
import { type Config, ConfigError, loadConfig, loadWaysOut } from '#config/config.ts';
import { counted } from '#core/amounts.ts';
import type { Egress } from '#core/egress.ts';
import { type Command, unforeseen } from '../command.ts';
import { leftOut } from '../config-check.ts';
import { checkChecks } from './checks.ts';
import { checkConnections } from './connections.ts';
import { checkWaysOut } from './egress.ts';
import { type DoctorFinding, findingsOf } from './finding.ts';
import { checkRedis } from './redis.ts';
import { checkSlack } from './slack.ts';

const finding = findingsOf('configuration');

/** Looks at everything that restorebot needs, and says what to do about each thing that is wrong. */
export const doctor: Command = {
  name: 'doctor',
  usage: '[--json]',
  what: 'checks the configuration, Slack, Redis, each connection, the checks and the ways out, changing nothing; exits with 1 where something is wrong',
  async run(args, { stdout, stderr }) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
    const log = createLog('error', stderr);
    const found = await examine(log);
    const ok = !found.some(({ level }) => level === 'problem');
    stdout.write(values.json ? `${JSON.stringify({ ok, findings: found })}\n` : inLines(found));
    return ok ? 0 : 1;
  },
};

async function examine(log: ReturnType<typeof createLog>): Promise<DoctorFinding[]> {
  let config: Config;
  let egress: Egress;
  const found: DoctorFinding[] = [];
  try {
    const waysOut = loadWaysOut();
    egress = waysOut.egress;
    found.push(...(await checkWaysOut(waysOut)));
    config = loadConfig();
    found.push(...(await checkConfig(config)));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      ...found,
      ...error.problems.map((text) => finding.problem('config', text)),
      finding.unchecked(
        'config',
        'Slack, Redis and the connections were not checked. Correct the configuration first.',
      ),
    ];
  }
  const parts = await Promise.all([
    whole('slack', checkSlack(config, log)),
    whole('redis', checkRedis(config)),
    whole('connections', checkConnections(config, egress)),
    whole('checks', checkChecks(config, egress)),
  ]);
  return [...found, ...parts.flat()];
}

/** A bug in one part must not hide what the others found. */
async function whole(part: string, work: Promise<DoctorFinding[]>): Promise<DoctorFinding[]> {
  try {
    return await work;
  } catch (error) {
    return [findingsOf(part).problem('unexpected', unforeseen(error))];
  }
}

/** What can be said without asking anybody. Throws `ConfigError`, too, where a provider refuses its settings. */
async function checkConfig(config: Config): Promise<DoctorFinding[]> {
  const providers = await readConnections(config);
  const warnings = [...leftOut(config), ...(await configWarnings(config, providers, undefined, new Date()))];
  return [
    finding.ok('config', 'The configuration can be used.'),
    ...warnings.map((text) => finding.warning('config-warning', text)),
  ];
}

const marks: Readonly<Record<DoctorFinding['level'], string>> = {
  ok: 'ok       ',
  warning: 'warning  ',
  problem: 'PROBLEM  ',
  unchecked: 'unchecked',
};

function inLines(found: readonly DoctorFinding[]): string {
  const lines = found.map(({ part, level, text }) => `${marks[level]}  ${part}: ${text}`);
  const count = (wanted: DoctorFinding['level']) => found.filter(({ level }) => level === wanted).length;
  return `${lines.join('\n')}\n\n${counted(count('problem'), 'problem')}, ${counted(count('warning'), 'warning')}, ${count('unchecked')} not checked.\n`;
}
