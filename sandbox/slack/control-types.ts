import type { JsonObject } from './control-wire-types.ts';

/**
 * The control API of the fake Slack: what its page, tests and other tools speak.
 * Described in docs/sandbox-api.md.
 *
 * Names that Slack has are spelled as Slack spells them (`thread_ts`, `block_id`); ours are camelCase.
 * Wherever a channel is asked for, an id (`C…`, `D…`) or `#name` will do; for people, an id or `@name`.
 */

export interface Option {
  readonly text: { readonly type: string; readonly text: string };
  readonly value: string;
  readonly description?: { readonly type: string; readonly text: string } | undefined;
}

export interface OptionGroup {
  readonly label: { readonly type: string; readonly text: string };
  readonly options: readonly Option[];
}

// ── what there is ────────────────────────────────────────────────────────────────────────────────

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly displayName: string;
  readonly teamId: string;
  readonly isBot: boolean;
  readonly deleted: boolean;
  /** A guest (multi-channel). */
  readonly isRestricted: boolean;
  /** A guest (single-channel). */
  readonly isUltraRestricted: boolean;
  /** From another organization, through a shared channel. */
  readonly isStranger: boolean;
  /** Handles of the user groups this person is in, without the @. */
  readonly groups: readonly string[];
}

export interface Group {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly disabled: boolean;
  readonly members: readonly string[];
}

export interface Channel {
  readonly id: string;
  /** Without `#`; for a direct message the other person's display name. */
  readonly name: string;
  readonly kind: 'public' | 'private' | 'dm';
  readonly isArchived: boolean;
  readonly isExtShared: boolean;
  readonly members: readonly string[];
  /** Whether the person who asks is a member. */
  readonly isMember: boolean;
  /** Whether the bot is a member. */
  readonly hasBot: boolean;
}

/** `GET /control/workspace` */
export interface Workspace {
  readonly teamId: string;
  readonly teamName: string;
  readonly appId: string;
  readonly appName: string;
  readonly botUserId: string;
  /** The fake's own time, ISO 8601 UTC. */
  readonly now: string;
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  /** Every channel; `isMember` is always false here. */
  readonly channels: readonly Channel[];
  readonly commands: readonly {
    readonly command: string;
    readonly description: string;
    readonly usageHint: string;
  }[];
  readonly shortcuts: readonly {
    readonly type: 'global' | 'message';
    readonly name: string;
    readonly callback_id: string;
    readonly description: string;
  }[];
  readonly hasHome: boolean;
  /** Whether `/control/sandbox` is there: stories, vendors, time. */
  readonly hasPanel: boolean;
}

// ── what one person sees ─────────────────────────────────────────────────────────────────────────

export interface ShownMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  /** A reply that the channel shows too (`reply_broadcast`). */
  readonly broadcast?: boolean;
  /** `USLACKBOT` for what Slack itself says. */
  readonly user: string;
  readonly authorName: string;
  readonly isBot: boolean;
  readonly text: string;
  readonly blocks: readonly JsonObject[];
  /** Shows the "(edited)" mark. Slack leaves it out for an update that brings blocks. */
  readonly edited: boolean;
  /** Only this person sees it. */
  readonly ephemeral: boolean;
  /** A deleted thread parent that still has replies: "This message was deleted." */
  readonly tombstone: boolean;
  readonly replyCount: number;
  readonly permalink: string;
  readonly metadata?: JsonObject;
}

/** `GET /control/as/:user/messages?channel=`: oldest first, replies only as `replyCount`. */
export interface ShownMessages {
  readonly channel: Channel;
  readonly messages: readonly ShownMessage[];
}

/** What an input holds, in Slack's shape of `state.values[block_id][action_id]`. */
export interface InputState extends JsonObject {
  readonly type: string;
}

export type StateValues = Readonly<Record<string, Readonly<Record<string, InputState>>>>;

export interface ShownView {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly root_view_id: string;
  readonly previous_view_id: string | null;
  readonly callback_id: string;
  readonly hash: string;
  /** The view as the app sent it, with every missing block_id and action_id filled in. */
  readonly view: JsonObject;
  readonly state: { readonly values: StateValues };
  /** By block_id; both Slack's own ("Please complete this required field.") and the app's. */
  readonly errors: Readonly<Record<string, string>>;
  /** `submitting` while an answer to Submit is awaited. */
  readonly status: 'open' | 'submitting';
  /** "We had some trouble connecting. Try again?" */
  readonly notice?: string;
}

/** `GET /control/as/:user/views`: the open modals, bottom first; the last one is on top. @public */
export interface ShownViews {
  readonly views: readonly ShownView[];
}

/** A notice from Slack itself, not a message: a warning next to a button, a failed shortcut. */
export interface Notice {
  readonly at: string;
  readonly text: string;
  readonly channel?: string;
  readonly ts?: string;
  readonly view_id?: string;
}

// ── what one person does ─────────────────────────────────────────────────────────────────────────

/** How an envelope is delivered. One copy to one socket (or one POST), at once, is the default. */
export interface Deliver {
  /** How often the same envelope is delivered. @default 1 */
  readonly times?: number;
  /** All copies to one socket, or the n-th copy to the n-th open socket. @default 'one' */
  readonly sockets?: 'one' | 'each';
  /** Real milliseconds between the person's act (when the trigger is made) and the first copy. */
  readonly lateByMs?: number;
  /** How many answers are lost on the way back: the app acked, Slack never saw it, and delivers again. */
  readonly loseAcks?: number;
}

/** May be in the body of every act. */
export interface ActOptions {
  readonly deliver?: Deliver;
  /** Do not wait for the app's answer. @default true */
  readonly wait?: boolean;
}

/** The answer of every act. */
export interface ActOutcome {
  readonly ok: boolean;
  /**
   * `acked`: the app answered in time. `timeout`: not within 3 s (Slack says `operation_timeout`).
   * `undelivered`: no socket was open, or the URL refused. `sent`: not waited for.
   * `local`: nothing had to be delivered. `refused`: the person could not do this; see `error`.
   */
  readonly outcome: 'acked' | 'timeout' | 'undelivered' | 'sent' | 'local' | 'refused';
  /** Slack's or the fake's own code: `operation_timeout`, `no_such_command`, `no_such_element`… */
  readonly error?: string;
  /** What a person would read. */
  readonly message?: string;
  /** The trigger_id that went out, if one did. */
  readonly trigger_id?: string;
  readonly envelope_id?: string;
}

/** `POST /control/as/:user/command` */
export interface CommandAct extends ActOptions {
  readonly channel: string;
  /** With the slash: `/restore movr @ben #incidents`. */
  readonly text: string;
}

/** What a person puts into one element; give the field that fits the element. `null` empties it. */
export interface ElementValue {
  /** plain_text_input, number_input; for a button: instead of the real value (a forged or stale one). */
  readonly value?: string | null;
  /** An option, or just its `value`: then it is looked up in the element or the last suggestions. */
  readonly selected_option?: Option | string | null;
  readonly selected_options?: readonly (Option | string)[];
  readonly selected_user?: string | null;
  readonly selected_conversation?: string | null;
  readonly selected_channel?: string | null;
  /** 2026-11-22 */
  readonly selected_date?: string | null;
  /** 03:10 */
  readonly selected_time?: string | null;
  /** Unix seconds. */
  readonly selected_date_time?: number | null;
}

/** `POST /control/as/:user/click`: a button, select, overflow… in a message. The page handles confirm dialogs. */
export interface ClickAct extends ActOptions, ElementValue {
  readonly channel: string;
  readonly ts: string;
  readonly block_id?: string;
  readonly action_id: string;
}

/** `POST /control/as/:user/view/change`: puts a value into an input; sends block_actions where Slack would. */
export interface ViewChangeAct extends ActOptions, ElementValue {
  readonly view_id: string;
  readonly block_id: string;
  readonly action_id: string;
  /** Only puts it in, as typing does while Enter has not been pressed: the app does not hear of it. */
  readonly quiet?: boolean;
}

/** `POST /control/as/:user/view/click`: a button (or overflow) in a modal or the home tab. */
export type ViewClickAct = Omit<ViewChangeAct, 'block_id'> & { readonly block_id?: string };

/** `POST /control/as/:user/view/submit`; answers `ok: false, error: 'has_errors'` if errors are shown now. */
export interface ViewSubmitAct extends ActOptions {
  readonly view_id: string;
}

/** `POST /control/as/:user/view/close`: Cancel (one view) or the cross (`all: true`). */
export interface ViewCloseAct extends ActOptions {
  readonly view_id: string;
  readonly all?: boolean;
}

/** `POST /control/as/:user/suggest`: types into an external select. */
export interface SuggestAct {
  /** A view or a message. */
  readonly where: { readonly view_id: string } | { readonly channel: string; readonly ts: string };
  readonly block_id?: string;
  readonly action_id: string;
  readonly query: string;
  readonly deliver?: Deliver;
}

export interface Suggestions extends ActOutcome {
  readonly options: readonly Option[];
  readonly option_groups: readonly OptionGroup[];
}

/** `POST /control/as/:user/shortcut`: global, or on a message when channel and ts are given. */
export interface ShortcutAct extends ActOptions {
  readonly callback_id: string;
  readonly channel?: string;
  readonly ts?: string;
}

/** `POST /control/as/:user/message`: a person writes something. It is not delivered as an event. */
export interface MessageAct {
  readonly channel: string;
  readonly text: string;
  readonly thread_ts?: string;
}

export type * from './control-wire-types.ts';
