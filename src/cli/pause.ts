import { hostname, userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { longestPauseReason, type Paused, type Pauser, type PauseSwitch } from '#core/pause.ts';
import { createRedisPause } from '#store/redis-pause.ts';
import { type Command, type Streams, UsageError } from './command.ts';
import { withAudit } from './with-audit.ts';

/** Stops every submission. Works without Slack; cards follow as soon as a worker has noticed. */
export const pause: Command = {
  name: 'pause',
  usage: '--reason=<text>',
  what: 'stops every new restore, in all processes, until restorebot resume; running restores go on',
  async run(args, streams) {
    const { values } = parseArgs({ args: [...args], options: { reason: { type: 'string', default: '' } } });
    if (values.reason.trim() === '')
      throw new UsageError('--reason is missing: say why, for the person who resumes.');
    if (values.reason.length > longestPauseReason) {
      throw new UsageError(`--reason is longer than ${longestPauseReason} characters.`);
    }
    return onSwitch(streams, async (turn) => {
      const changed = await turn.pause(atShell(), values.reason);
      return `${changed ? '' : 'It was so already. '}${textOf(await turn.paused())}`;
    });
  },
};

export const resume: Command = {
  name: 'resume',
  usage: '',
  what: 'ends the pause',
  async run(args, streams) {
    parseArgs({ args: [...args], options: {} });
    return onSwitch(streams, async (turn) => {
      const before = await turn.paused();
      if (!(await turn.resume(atShell()))) return textOf(undefined);
      return `Restores are resumed. Before: ${textOf(before)}`;
    });
  },
};

/** Not a word of `pause`: no command begins another. */
export const paused: Command = {
  name: 'paused',
  usage: '',
  what: 'says whether restores are paused, since when, by whom and why',
  async run(args, streams) {
    parseArgs({ args: [...args], options: {} });
    return onSwitch(streams, async (turn) => textOf(await turn.paused()));
  },
};

async function onSwitch(streams: Streams, work: (turn: PauseSwitch) => Promise<string>): Promise<number> {
  const text = await withAudit(streams, ({ signer }, { config, redis, onWritten }) =>
    work(createRedisPause({ redis, prefix: config.redis.prefix, signer, onWritten })),
  );
  streams.stdout.write(`${text}\n`);
  return 0;
}

function atShell(): Pauser {
  return { type: 'command-line', name: `${userInfo().username}@${hostname()}` };
}

/** One sentence, for a terminal. */
export function textOf(state: Paused | undefined): string {
  if (state === undefined) return 'Restores are not paused.';
  if (state.type === 'unverified') {
    return 'Restores are paused, and the record of the pause does not verify: it is not known who paused them.';
  }
  const { by, since, reason } = state;
  const start = `Restores are paused since ${since.toISOString()}`;
  if (by.type === 'restorebot') {
    return `${start}: Redis lost a part of its record, and an earlier pause may be lost with it.`;
  }
  const who = by.type === 'person' ? by.userId : `${by.name} on the command line`;
  return `${start} by ${who}${reason === '' ? '.' : `: ${reason}`}`;
}
