/** One way in which something breaks; docs/reliability.md is made of these and of the names of the tests. */
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
    seen: 'The form stays where it is, or Slack says that nothing answered; what was typed is a draft for 30 minutes. Nothing happens unseen.',
  },
  {
    id: 'F2',
    what: 'killed after the request is stored, before its card is posted',
    seen: 'The card appears once, as soon as a worker is back.',
  },
  {
    id: 'F3',
    what: 'killed after the approval is stored, before a worker was woken',
    seen: 'The restore starts once; the sweep finds what is overdue.',
  },
  {
    id: 'F4',
    what: 'killed after the intent is written, before the call to the vendor',
    seen: 'Where the vendor refuses a second one, it is submitted again after the vendor’s list shows nothing, at most three times. Else the card says “unknown”, what is known, and three ways out.',
  },
  {
    id: 'F5',
    what: 'killed after the vendor accepted, before its operation id is stored',
    seen: '“Found at the vendor: it did take the restore”; it is followed, never sent again.',
  },
  {
    id: 'F6',
    what: 'the vendor accepts, and its answer is a timeout, a reset, or one that only sounds like a refusal: 408, 409, 425, 499, a `Retry-After`, a 5xx, a proxy’s page',
    seen: '“The vendor’s answer was lost”, then as above.',
  },
  {
    id: 'F7',
    what: 'the vendor accepts without an id, or shows the restore in its list only later',
    seen: 'The list is read until it is clear; what cannot be told stays “unknown”, and a person decides.',
  },
  {
    id: 'F8',
    what: 'killed between a look at the vendor and the message, or between the message and its record',
    seen: 'The last word stands in the thread once, never twice, never not.',
  },
  {
    id: 'F9',
    what: 'SIGTERM at any of these moments, and a rolling restart under load',
    seen: 'Nothing but a short pause: steps are finished or taken over.',
  },
  {
    id: 'F10',
    what: 'a process stands still longer than BullMQ’s lock, and two workers have the same job',
    seen: 'Nothing: only the one whose save of the intent won may post.',
  },
  {
    id: 'F11',
    what: 'Redis is away for seconds or minutes, at the start too; READONLY; out of memory; an evicting policy',
    seen: 'Whoever types is told at once; running restores are followed on without a restart. A Redis that evicts is refused at the start and by readiness.',
  },
  {
    id: 'F12',
    what: 'Redis loses its last writes, everything (FLUSHALL), or comes back as an old dump',
    seen: 'Nothing starts until the channels have been read. A request that the record lost is told on its card: “The record of this request was lost; look at the vendor before asking again”. What had been sent is “unknown”, what was over stays over, and every other yes is asked for again.',
  },
  {
    id: 'F13',
    what: 'the same command, form or click is delivered several times, to several replicas, even an hour later',
    seen: 'One effect, one card.',
  },
  {
    id: 'F14',
    what: 'two people decide in the same millisecond, or after it is over',
    seen: 'One decision; whoever was later is told by whom and why.',
  },
  {
    id: 'F15',
    what: 'a double click, a second account, an id in another case or with blanks',
    seen: 'It counts once, or is refused with a sentence.',
  },
  {
    id: 'F16',
    what: 'a forged payload: another request’s id, workspace or channel, an edited value, a replayed or badly timed signature',
    seen: 'Refused, and in the audit.',
  },
  {
    id: 'F17',
    what: 'an approver leaves the group or the company, or the rules change, between approval and start',
    seen: '“The approvals no longer count”, what changed (old → new), and fresh buttons.',
  },
  {
    id: 'F18',
    what: 'the target is renamed, recreated or upgraded, the backup is gone, or another restore runs, between approval and start',
    seen: 'As above for what was agreed to; what is only in the way holds it with a sentence. A newer backup is shown and voids nothing.',
  },
  {
    id: 'F19',
    what: 'a host’s clock is wrong, jumps back, or a zone repeats an hour',
    seen: 'Deadlines go by Redis’s clock, instants are UTC, each reader sees their own zone. A process that is off by more than 30 s is not ready.',
  },
  {
    id: 'F20',
    what: 'the vendor answers 429, 5xx for an hour, 401, 403, 404, HTML, half a JSON, 10 MB, an unknown status, a percentage that goes back',
    seen: 'Said once on the card and in the thread; the restore itself may well go on, and is followed again by itself. No end is guessed. What stays out of sight, those who may decide can take over with a button.',
  },
  {
    id: 'F21',
    what: 'a restore stands still for hours',
    seen: '“No progress for …” in the thread, with those who must look at it; again at growing intervals. Never “failed” by guess; those who may decide can take it over with a button.',
  },
  {
    id: 'F22',
    what: 'the vendor says that it succeeded, and the target is empty or wrong',
    seen: '“Restored, but a check failed”, what is missing, and what to do next.',
  },
  {
    id: 'F23',
    what: 'the vendor hangs, never ends its answer, has no DNS or a bad certificate',
    seen: 'Each call ends in time; restores at other vendors are not slowed.',
  },
  {
    id: 'F24',
    what: 'Slack limits us for half an hour, fails, archives the channel, removes the bot, deletes card or thread, revokes the token',
    seen: 'The restore goes on. The last word comes by the next open way: thread, channel, direct message to requester and approvers, an alarm in the log.',
  },
  {
    id: 'F25',
    what: 'sockets drop, are refreshed, are too many, or are half open; all replicas at once',
    seen: 'A command is handled, or the person gets a hint to do it again; readiness is red while nobody listens.',
  },
  {
    id: 'F26',
    what: 'Slack is fully away for two hours during a restore',
    seen: 'The thread catches up with the newest state, once.',
    later: 'approving by command line while Slack is away',
  },
  {
    id: 'F27',
    what: 'poisoned input: mentions, mrkdwn, RTL marks, zero width, look-alike letters, bombs of JSON',
    seen: 'It is shown as text; a name that is not exactly the target’s is refused, with where it differs.',
  },
  {
    id: 'F28',
    what: 'a key or password in a vendor’s error or answer',
    seen: 'Nowhere but in the requester’s own window.',
  },
  {
    id: 'F29',
    what: 'the audit cannot be written, or somebody edited it',
    seen: 'Nothing is decided without its audit entry: the person is told to try again. `audit verify` names the first broken entry.',
  },
  {
    id: 'F30',
    what: '1,000 requests at once, one person who floods, 5,000 restores to follow',
    seen: 'Answers in time, a sentence to whoever has too many open; looks come less often, and the card says when the last one was.',
  },
  {
    id: 'F31',
    what: 'a freeze begins while a request waits or a restore runs',
    seen: 'What waits is held, or ended where the freeze says so, with its name and its end; what runs goes on, or is stopped where the freeze says so.',
  },
  {
    id: 'F32',
    what: 'the safety backup before an overwrite fails, is slow or expires',
    seen: 'Nothing yet.',
    later: 'a safety backup before an overwrite',
  },
  {
    id: 'F33',
    what: 'a worker says that it runs, and consumes nothing',
    seen: 'Readiness red within a minute, an alarm, and an exit for the supervisor.',
  },
  {
    id: 'F34',
    what: 'an older and a newer version at once, with requests pending and restores running',
    seen: 'Nothing; what an older version does not know it keeps, or leaves to the newer one.',
  },
];
