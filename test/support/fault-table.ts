/** One way in which something breaks; docs/reliability.md is generated from these and from the names of the tests. */
export interface Fault {
  readonly id: `F${number}`;
  /** What goes wrong, one phrase. */
  readonly what: string;
  /** What a person sees then, one or two sentences. */
  readonly seen: string;
  /** A feature that does not exist yet, to which the row (or this part of it) belongs. */
  readonly later?: string;
}

/** Every row has at least one test whose name begins with its id, or says to which later feature it belongs. */
export const faults: readonly Fault[] = [
  {
    id: 'F1',
    what: 'killed after the slash command was acknowledged, before the request is stored',
    seen: 'The form stays open, or Slack says that the app did not respond. What was typed is a draft for 30 minutes. Nothing happens unseen.',
  },
  {
    id: 'F2',
    what: 'killed after the request is stored, before its card is posted',
    seen: 'The card appears once, as soon as a worker runs again.',
  },
  {
    id: 'F3',
    what: 'killed after the approval is stored, before a worker is woken',
    seen: 'The restore starts once: the sweep finds overdue requests.',
  },
  {
    id: 'F4',
    what: 'killed after the intent is written, before the call to the vendor',
    seen: 'If the vendor refuses duplicates and its list shows nothing, restorebot submits again, at most three times. Otherwise the card says “unknown”, what is known, and three ways out.',
  },
  {
    id: 'F5',
    what: 'killed after the vendor accepted, before its operation id is stored',
    seen: '“Found at MongoDB Atlas: the restore was accepted”. restorebot follows it and never sends it again.',
  },
  {
    id: 'F6',
    what: 'the vendor accepts, and the answer is a timeout, a reset, or only looks like a refusal: 408, 409, 425, 499, a `Retry-After`, a 5xx, a proxy’s page',
    seen: '“No answer from” the vendor, then as in F4 and F5.',
  },
  {
    id: 'F7',
    what: 'the vendor accepts without an id, or shows the restore in its list only later',
    seen: 'restorebot reads the list until the outcome is clear. If it stays unclear, the card says “unknown” and a person decides.',
  },
  {
    id: 'F8',
    what: 'killed between a look at the vendor and the message, or between the message and its record',
    seen: 'The final message is in the thread exactly once.',
  },
  {
    id: 'F9',
    what: 'SIGTERM at any of these moments, and a rolling restart under load',
    seen: 'Only a short pause: steps are finished or taken over.',
  },
  {
    id: 'F10',
    what: 'a process freezes for longer than BullMQ’s lock, and two workers have the same job',
    seen: 'Nothing: only the worker whose save of the intent won may post.',
  },
  {
    id: 'F11',
    what: 'Redis is down for seconds or minutes, also at the start; READONLY; out of memory; an evicting policy',
    seen: 'People who type are told at once. Running restores are followed again without a restart. restorebot does not start on a Redis that evicts keys, and readiness fails.',
  },
  {
    id: 'F12',
    what: 'Redis loses its last writes, everything (FLUSHALL), or comes back as an old dump',
    seen: 'Nothing starts until the channels have been read. The card of a lost request says: “The record of this request is lost. Check the target in the vendor’s console before you ask again”. Requests that were sent become “unknown”, requests that were over stay over, and all others need new approvals.',
  },
  {
    id: 'F13',
    what: 'the same command, form or click is delivered several times, to several replicas, even an hour later',
    seen: 'One effect, one card.',
  },
  {
    id: 'F14',
    what: 'two people decide in the same millisecond, or after it is over',
    seen: 'One decision. The later person is told who decided, and why.',
  },
  {
    id: 'F15',
    what: 'a double click, a second account, an id in another case or with spaces',
    seen: 'It counts once, or is refused with a reason.',
  },
  {
    id: 'F16',
    what: 'a forged payload: another request’s id, workspace or channel, an edited value, a replayed or badly timed signature',
    seen: 'Refused and audited.',
  },
  {
    id: 'F17',
    what: 'an approver leaves the group or the company, or the rules change, between approval and start',
    seen: '“The approvals no longer count”, what changed (old → new), and new buttons.',
  },
  {
    id: 'F18',
    what: 'the target is renamed, recreated or upgraded, the backup is gone, or another restore runs, between approval and start',
    seen: 'As in F17 where it changes what was approved. What is only in the way holds the request, with a reason. A newer backup is shown and voids nothing.',
  },
  {
    id: 'F19',
    what: 'a host’s clock is wrong, jumps back, or a zone repeats an hour',
    seen: 'Deadlines use the clock of Redis, instants are UTC, each reader sees their own zone. A process whose clock is off by more than 30 s is not ready.',
  },
  {
    id: 'F20',
    what: 'the vendor answers 429, 5xx for an hour, 401, 403, 404, HTML, half a JSON, 10 MB, an unknown status, a percentage that decreases',
    seen: 'The card and the thread say it once. The restore itself may go on, and polling resumes automatically. restorebot guesses no end. People who may decide can take over a restore that stays out of sight, with a button.',
  },
  {
    id: 'F21',
    what: 'a restore makes no progress for hours',
    seen: '“No progress for …” in the thread, with a mention of those who must look at it, again at growing intervals. Never “failed” by guess. People who may decide can take it over with a button.',
  },
  {
    id: 'F22',
    what: 'the vendor says that it succeeded, and the target is empty or wrong',
    seen: '“Restored, but a check failed”, what is missing, what to do next.',
  },
  {
    id: 'F23',
    what: 'the vendor hangs, never ends its answer, has no DNS or a bad certificate',
    seen: 'Each call times out. Restores at other vendors are not slowed down.',
  },
  {
    id: 'F24',
    what: 'Slack rate-limits for half an hour, fails, archives the channel, removes the bot, deletes card or thread, revokes the token',
    seen: 'The restore goes on. The final message uses the next way that works: thread, channel, direct message to requester and approvers, an alarm in the log.',
  },
  {
    id: 'F25',
    what: 'sockets drop, refresh, exceed the limit, or are half open; all replicas at once',
    seen: 'A command is handled, or the person is asked to repeat it. Readiness is red while no socket is open.',
  },
  {
    id: 'F26',
    what: 'Slack is completely down for two hours during a restore',
    seen: 'The thread catches up once, with the newest state.',
    later: 'approving by command line while Slack is down',
  },
  {
    id: 'F27',
    what: 'poisoned input: mentions, mrkdwn, RTL marks, zero-width characters, look-alike letters, JSON bombs',
    seen: 'Shown as text. A name that is not exactly the target’s is refused, and the answer shows where it differs.',
  },
  {
    id: 'F28',
    what: 'a key or password in a vendor’s error or answer',
    seen: 'Only the requester’s own window shows it.',
  },
  {
    id: 'F29',
    what: 'the audit cannot be written, or somebody edited it',
    seen: 'Nothing is decided without an audit entry: the person is told to try again. `audit verify` names the first broken entry.',
  },
  {
    id: 'F30',
    what: '1,000 requests at once, one person who floods, 5,000 restores to follow',
    seen: 'Answers in time. People with too many open requests are told so. Polls become less frequent, and the card says when the last one was.',
  },
  {
    id: 'F31',
    what: 'a freeze begins while a request waits or a restore runs',
    seen: 'Waiting requests are held, or ended if the freeze says so, with its name and its end. Running restores go on, or are stopped if the freeze says so.',
  },
  {
    id: 'F32',
    what: 'the safety backup before an overwrite fails, is slow or expires',
    seen: 'Nothing yet.',
    later: 'a safety backup before an overwrite',
  },
  {
    id: 'F33',
    what: 'a worker reports that it runs, and takes no jobs',
    seen: 'Within a minute readiness turns red, an alarm is logged, and the process exits for its supervisor.',
  },
  {
    id: 'F34',
    what: 'an older and a newer version at once, with requests pending and restores running',
    seen: 'Nothing. An older version keeps fields that it does not know, and leaves newer records to the newer version.',
  },
];
