import type { Happening } from '#core/audit/entry.ts';
import { signHappening } from '#core/audit/line.ts';
import { pauseHappening, type PauseSwitch, resumeHappening } from '#core/pause.ts';
import type { MemoryAudit } from './memory-audit.ts';

/** The switch in this process, next to an audit; what it holds is a signed line as in Redis. */
export function createMemoryPause(audit: MemoryAudit, now: () => Date): PauseSwitch {
  let ids = 0;
  const write = (happening: Happening) => {
    ids += 1;
    return audit.write(signHappening(audit.signer, happening, { at: now(), id: `pause-${ids}` }), undefined);
  };
  return {
    paused: async () => audit.paused(),
    pause: async (by, reason) => {
      if (audit.switch.line !== null) return false;
      audit.switch.line = write(pauseHappening(by, reason)).line;
      return true;
    },
    resume: async (by) => {
      if (audit.switch.line === null) return false;
      audit.switch.line = null;
      write(resumeHappening(by));
      return true;
    },
  };
}
