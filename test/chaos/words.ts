import type { Act, Ask, Mishap, Story, Trouble } from './story.ts';

/** What happens in a run, line by line, as text. */
export interface Tale {
  tell(line: string): void;
  lines(): readonly string[];
}

/** `now` in milliseconds, growing. */
export function createTale(now: () => number): Tale {
  const begun = now();
  const lines: string[] = [];
  return {
    tell(line) {
      const after = ((now() - begun) / 1_000).toFixed(3).padStart(7);
      lines.push(`${String(lines.length + 1).padStart(3)}. ${after} s  ${line}`);
    },
    lines: () => lines,
  };
}

/** The whole plan of a run, before it begins. */
export function storyInWords(story: Story): readonly string[] {
  const { seed, replicas, processes, machines, redis, quorum, windowSec, check, objective, asks, mishaps } =
    story;
  return [
    `seed ${seed}: ${replicas.join(' + ')} ${processes ? `as separate processes${machines ? ' on machines that suspend' : ''}` : 'in one process'}, Redis: ${redis}, ${quorum} to approve what overwrites, within ${windowSec} s${check === undefined ? '' : `, a check that ${check}`}${objective === undefined ? '' : `, over an objective: ${objective}`}`,
    ...asks.map(
      (ask) => `  ${askInWords(ask)}${ask.acts.map((act) => `; ${act.type} by ${act.by}`).join('')}`,
    ),
    ...mishaps.map((mishap) => `  ${mishapInWords(mishap)}`),
  ];
}

export function askInWords({ number, by, form, deliver, endsWell, outOfSight }: Ask): string {
  const { connection, kind, source, answers } = form;
  const many = deliver === 1 ? '' : `, each delivered ${deliver} times`;
  return `ask ${number}: ${by} asks for a ${kind} of ${source} at ${connection} (${JSON.stringify(answers)})${many}${endsWell ? '' : '; it will fail at the vendor'}${outOfSight ? '; the key is revoked meanwhile' : ''}`;
}

export function actInWords({ number }: Ask, { type, by, deliver }: Act): string {
  return `ask ${number}: ${by} clicks ${type}${deliver === 1 ? '' : `, delivered ${deliver} times`}`;
}

export function mishapInWords({ at, n, what }: Mishap): string {
  return `at ${at}#${n}: ${troubleInWords(what)}`;
}

function troubleInWords(what: Trouble): string {
  switch (what.type) {
    case 'kill':
      return 'the process is killed';
    case 'fail':
      return 'the call fails';
    case 'block':
      return `the process freezes for ${what.ms} ms`;
    case 'wait':
      return `the call takes ${what.ms} ms longer`;
    case 'vendor':
      return `the vendor’s next ${what.times} ${what.calls}: ${JSON.stringify(what.action)}`;
    case 'slack':
      return `Slack: ${JSON.stringify(what.fault)}`;
    case 'card-deleted':
      return 'somebody deletes a card';
    case 'sockets':
      return `all sockets to Slack are closed (${what.reason})`;
    case 'redis-away':
      return `Redis is killed, and back after ${what.ms} ms`;
    case 'cut-off':
      return 'the replica of Redis is cut off';
    case 'failover':
      return 'Redis fails over to its replica';
    case 'lists':
      return `the vendor’s lists show what begins ${what.lagMs} ms later`;
    case 'rules':
      return `the rules are changed (${what.change}), and every replica is started again`;
    case 'clock-jumps':
      return `the clock of replica ${what.replica} jumps by ${what.ms} ms`;
    case 'redis-noted':
      return 'what Redis holds is copied';
    case 'redis-back':
      return 'Redis is set back to the copy';
    case 'revoked':
      return `${what.who} leaves the group of those who may approve`;
    case 'forged':
      return 'somebody writes another yes into documents in Redis';
    case 'suspended':
      return `replica ${what.replica} is suspended for ${what.ms} ms`;
    case 'roll':
      return `replica ${what.replica} is stopped with SIGTERM and started again`;
  }
}
