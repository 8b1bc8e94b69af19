import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { PersonCommand } from '#core/person-command.ts';
import type { Outcome } from '#service/outcome.ts';
import { blocks, decodeViewRef, type ViewRef } from '../ids.ts';
import { unformatted } from '../ui/escape.ts';
import { type ElementState, readState } from '../ui/form/element-state.ts';
import { notice } from '../ui/modal.ts';
import { failures } from '../ui/refusals.ts';
import type { Call } from './calls.ts';
import { depsFor, type ListenerDeps } from './deps.ts';
import { failureText } from './failure.ts';
import { hasOurView, readPayload, whyForeign } from './forgery.ts';
import { asksFor, SubmissionPayload, type ViewPayload } from './payloads.ts';
import { tell } from './tell.ts';

/** What a submitted modal turns into. */
export type ViewAnswer =
  /** Closed; where it is too late for that, it says `done` instead. */
  | { readonly type: 'close'; readonly done: string }
  /** `words`: the same for somebody who has closed the modal meanwhile. */
  | { readonly type: 'show'; readonly view: ModalView; readonly words: string }
  /**
   * Words (mrkdwn) under inputs, by block_id, nothing typed lost; `late` is shown where it is too late for that, or
   * where the person does not see one of these inputs.
   */
  | { readonly type: 'errors'; readonly errors: Readonly<Record<string, string>>; readonly late: ModalView };

export interface SubmissionCall extends Call {
  readonly view: ViewPayload;
  readonly ref: ViewRef;
  readonly state: ReadonlyMap<string, ElementState>;
}

export interface SubmissionOptions {
  /** How the audit and the log call what is tried. */
  readonly command: string;
  /** Slack waits 3 s; an answer after this long goes by views.update. Milliseconds. @default 2_000 */
  readonly withinMs?: number;
  /** What the modal says meanwhile. */
  readonly meanwhile: string;
  /** An input that is there whatever was filled in: while it can, it shows an error, so that nothing typed is lost. */
  readonly errorBlock?: string;
}

/** Slack is to have taken our ack before the update arrives, or the ack would bring back "Checking…". */
const ackHeadStartMs = 300;

type ViewArgs = Pick<SlackViewMiddlewareArgs<ViewSubmitAction>, 'ack' | 'body'>;

/** Wraps the listener of a submitted modal: answered within Slack's 3 s, or taken along and updated when it is done. */
export function onSubmission(
  deps: ListenerDeps,
  options: SubmissionOptions,
  listener: (deps: ListenerDeps, call: SubmissionCall) => Promise<ViewAnswer>,
): (args: ViewArgs) => Promise<void> {
  const { command, withinMs = 2_000, meanwhile } = options;
  return async ({ ack, body }) => {
    const payload = await readPayload(deps, SubmissionPayload, body, command);
    if (payload === undefined) return answerNow(ack, say(failures.unreadable));
    const { view } = payload;
    const user = payload.user.id;
    const own = depsFor(deps, user);
    const work = answered(own, payload, listener, options);
    const early = await within(work, withinMs);
    if (early !== undefined) return answerNow(ack, marked(own, placeable(early, view), user));
    await ack({ response_action: 'update', view: notice('restorebot', meanwhile) });
    const [answer] = await Promise.all([work, wait(ackHeadStartMs)]);
    if (!(await shownLate(own, view.id, answer))) await tell(own, { user }, lateWords(answer));
    return undefined;
  };
}

/** Whether the person sees the answer in the modal: they may have closed it, or Slack may not take it. */
async function shownLate({ slack, log }: ListenerDeps, id: string, answer: ViewAnswer): Promise<boolean> {
  try {
    return (await slack.updateView({ id }, lateView(answer))) !== 'closed';
  } catch (error) {
    log.warn({ err: error }, 'modal update failed');
    return false;
  }
}

async function answered(
  deps: ListenerDeps,
  payload: SubmissionPayload,
  listener: (deps: ListenerDeps, call: SubmissionCall) => Promise<ViewAnswer>,
  { command, errorBlock }: SubmissionOptions,
): Promise<ViewAnswer> {
  const { view } = payload;
  const user = payload.user.id;
  const ref = decodeViewRef(view.private_metadata);
  const foreign = await whyForeign(deps, payload, command);
  if (foreign !== undefined) return say(foreign);
  const ours = await hasOurView(deps, payload, command);
  if (ours !== 'yes' || ref === undefined) return say(failures[ours === 'yes' ? 'oldView' : ours]);
  try {
    const state = readState(view.state?.values);
    return await listener(deps, { command, user, view, ref, state });
  } catch (error) {
    const text = failureText(deps, command, user, error) ?? failures.unexpected('none');
    if (errorBlock === undefined) return say(text);
    return { type: 'errors', errors: { [errorBlock]: text }, late: notice('restorebot', text) };
  }
}

/**
 * Slack says "We had some trouble connecting" for ever where an error names an input that the modal lacks. Then the
 * modal is drawn again.
 */
function placeable(answer: ViewAnswer, view: ViewPayload): ViewAnswer {
  if (answer.type !== 'errors') return answer;
  if (Object.keys(answer.errors).every((id) => asksFor(view, id))) return answer;
  return { type: 'show', view: answer.late, words: lateWords(answer) };
}

/** An ack can bring a modal, too. */
function marked({ stamp }: ListenerDeps, answer: ViewAnswer, user: string): ViewAnswer {
  return answer.type === 'show' ? { ...answer, view: stamp.mark(answer.view, user) } : answer;
}

/** Carries out what a form says; its view's id makes the same submission the same command. */
export async function actIn(
  { service }: ListenerDeps,
  { user, view, ref }: SubmissionCall,
  command: PersonCommand,
): Promise<Outcome> {
  const who = { actor: { type: 'person', userId: user }, commandId: view.id } as const;
  return service.act(who, ref.requestId, command);
}

/** Which sentence about a loss was ticked (core/objectives.ts); who clicked is checked elsewhere, the number in core. */
export function tickedIn({ state }: SubmissionCall): string | undefined {
  return state.get(blocks.acknowledge)?.selected_options?.[0]?.value;
}

/** The modal turns into one sentence. */
export function say(text: string): ViewAnswer {
  return { type: 'show', view: notice('restorebot', text), words: text };
}

async function answerNow(ack: ViewArgs['ack'], answer: ViewAnswer): Promise<void> {
  switch (answer.type) {
    case 'close':
      return ack({ response_action: 'clear' });
    case 'show':
      return ack({ response_action: 'update', view: answer.view });
    case 'errors': {
      const errors = Object.entries(answer.errors).map(
        ([block, text]) => [block, unformatted(text)] as const,
      );
      return ack({ response_action: 'errors', errors: Object.fromEntries(errors) });
    }
  }
}

function lateView(answer: ViewAnswer): ModalView {
  switch (answer.type) {
    case 'close':
      return notice('restorebot', answer.done);
    case 'show':
      return answer.view;
    case 'errors':
      return answer.late;
  }
}

/** For somebody who closed the modal before the answer came. */
function lateWords(answer: ViewAnswer): string {
  switch (answer.type) {
    case 'close':
      return answer.done;
    case 'show':
      return answer.words;
    case 'errors':
      return Object.values(answer.errors).join('\n');
  }
}

async function within<Value>(work: Promise<Value>, ms: number): Promise<Value | undefined> {
  return Promise.race([work, wait(ms)]);
}

async function wait(ms: number): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  setTimeout(() => resolve(undefined), ms);
  return promise;
}
