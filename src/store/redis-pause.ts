import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Happening } from '#core/audit/entry.ts';
import { entryLine, signHappening } from '#core/audit/line.ts';
import { pauseHappening, type PauseSwitch, readPause, resumeHappening } from '#core/pause.ts';
import { appendFunction } from './audit-scripts.ts';
import { whileAvailable } from './availability.ts';
import { keysOf } from './keys.ts';
import type { RedisAuditDeps } from './redis-audit.ts';
import { Time } from './redis-time.ts';
import { runScript, type Script, script } from './script.ts';

/** KEYS: entries, sequence, switch; ARGV: entry. 0: it was paused already. */
const pauseScript = script(`${appendFunction}
if redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
local seq = append(KEYS[1], KEYS[2], nil, ARGV[1])
redis.call('SET', KEYS[3], '{"seq":' .. string.format('%d', seq) .. ',' .. ARGV[1])
return seq`);

/** KEYS and ARGV as before. 0: it was not paused. */
const resumeScript = script(`${appendFunction}
if redis.call('EXISTS', KEYS[3]) == 0 then return 0 end
local seq = append(KEYS[1], KEYS[2], nil, ARGV[1])
redis.call('DEL', KEYS[3])
return seq`);

/** The switch in Redis: the signed audit entry of the pause, for as long as it lasts. */
export function createRedisPause({ redis, prefix, signer, onWritten }: RedisAuditDeps): PauseSwitch {
  const keys = keysOf(prefix);

  async function write(turn: Script, happening: Happening): Promise<boolean> {
    const at = Time.parse(await redis.time());
    const entry = signHappening(signer, happening, { at, id: randomBytes(6).toString('hex') });
    const touched = [keys.audit.entries, keys.audit.sequence, keys.paused];
    const seq = z.number().parse(await runScript(redis, turn, touched, [entry.rest]));
    if (seq > 0) onWritten?.({ seq, mac: entry.mac, line: entryLine(seq, entry) });
    return seq > 0;
  }

  return {
    paused: () => whileAvailable(async () => readPause(signer, await redis.get(keys.paused))),
    pause: (by, reason) => whileAvailable(() => write(pauseScript, pauseHappening(by, reason))),
    resume: (by) => whileAvailable(() => write(resumeScript, resumeHappening(by))),
  };
}
