import type { Happening } from './audit/entry.ts';
import { isRight, readEntryLine } from './audit/line.ts';
import type { AuditSigner } from './audit/store.ts';

/** Who paused or resumed: a person in Slack, somebody at a shell, or restorebot after it lost part of its record. */
export type Pauser =
  | { readonly type: 'person'; readonly userId: string }
  /** `user@host`. */
  | { readonly type: 'command-line'; readonly name: string }
  | { readonly type: 'restorebot' };

/** Why nothing is submitted to any vendor. Running restores are still followed to their end. */
export type Paused =
  | {
      readonly type: 'paused';
      readonly by: Pauser;
      readonly since: Date;
      /** What was typed; empty: nothing was. */
      readonly reason: string;
    }
  /** Redis holds a pause that no key of ours signed. It counts: a pause may be false, its absence may not. */
  | { readonly type: 'unverified' };

/** The longest reason that is kept. */
export const longestPauseReason = 500;

/** The one switch that stops every submission. Every method may throw `StoreUnavailable`. */
export interface PauseSwitch {
  /** Absent: restores are not paused. */
  paused(): Promise<Paused | undefined>;
  /** Writes the switch and its audit entry in one step; `false`: it was so already, and nothing was written. */
  pause(by: Pauser, reason: string): Promise<boolean>;
  resume(by: Pauser): Promise<boolean>;
}

const prefixes = { 'command-line': 'command-line:', restorebot: 'restorebot' } as const;

/** The entry of the audit; that of a pause is also what the switch holds. */
export function pauseHappening(by: Pauser, reason: string): Extract<Happening, { kind: 'system' }> {
  return { kind: 'system', what: 'paused', detail: { by: pauserText(by), reason } };
}

export function resumeHappening(by: Pauser): Extract<Happening, { kind: 'system' }> {
  return { kind: 'system', what: 'resumed', detail: { by: pauserText(by) } };
}

/** What the switch holds; `null`: nothing. */
export function readPause(signer: Pick<AuditSigner, 'check'>, line: string | null): Paused | undefined {
  if (line === null) return undefined;
  const read = readEntryLine(line);
  if (read === undefined || !isRight(signer, read)) return { type: 'unverified' };
  const { entry } = read;
  if (entry.kind !== 'system' || entry.what !== 'paused') return { type: 'unverified' };
  const { by, reason } = entry.detail;
  return { type: 'paused', by: pauserOf(String(by)), since: entry.at, reason: String(reason) };
}

/** A Slack user id has no colon and capitals, so the others cannot be taken for people. */
function pauserText(by: Pauser): string {
  switch (by.type) {
    case 'person':
      return by.userId;
    case 'command-line':
      return `${prefixes['command-line']}${by.name}`;
    case 'restorebot':
      return prefixes.restorebot;
  }
}

function pauserOf(text: string): Pauser {
  if (text === prefixes.restorebot) return { type: 'restorebot' };
  const at = prefixes['command-line'];
  return text.startsWith(at)
    ? { type: 'command-line', name: text.slice(at.length) }
    : { type: 'person', userId: text };
}
