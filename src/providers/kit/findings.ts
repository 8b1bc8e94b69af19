import { beforeStart, blocker, type Finding, warning } from '#core/finding.ts';
import type { Impact } from '#core/impact.ts';
import { after, dayMs } from '#core/instant.ts';
import { restoreRunning } from '#core/provider.ts';
import { utc } from './words.ts';

/** Those that there are. */
export function present<T>(...items: readonly (T | undefined)[]): readonly T[] {
  return items.filter((item) => item !== undefined);
}

/** The impact of something new next to what is there. */
export function newTarget(creates: readonly string[], notes: readonly string[]): Impact {
  return { type: 'new-target', overwrites: [], creates: [...creates], unavailable: [], notes: [...notes] };
}

/** Of every vendor's list that the plan's backup is no longer in. */
export function backupGone(source: string): Finding {
  return blocker('backup-gone', `The backup is no longer in the list of “${source}”: choose another one.`);
}

/** One restore at a time. */
export function otherRestore(target: string, since: Date): Finding {
  const text = `Another restore has been running on “${target}” since ${utc(since)}: this one starts automatically once that is over.`;
  return beforeStart(restoreRunning, text);
}

/** Worth knowing: the same again would cost what was written since. */
export function restoredRecently(target: string, at: Date): Finding {
  const text = `“${target}” was restored at ${utc(at)}: make sure this is not the same again.`;
  return warning('restored-recently', text);
}

/** Whether a restore was so short a time ago that an approver should know of it. */
export function isRecent(at: Date, now: Date): boolean {
  return at > after(now, -dayMs);
}
