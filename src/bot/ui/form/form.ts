import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { defined } from '#core/defined.ts';
import type { Draft } from '#core/draft.ts';
import { databaseAnswered, type Past } from '#core/estimate.ts';
import type { RestoreKind } from '#core/provider.ts';
import type { Offer } from '#service/api.ts';
import { blocks, formActions, type PostIn, views } from '../../ids.ts';
import { aboutBlocks } from '../asked-by.ts';
import { actions, button, context, plainText, section } from '../blocks.ts';
import { bold, line, plain } from '../escape.ts';
import { pastLine } from '../history.ts';
import { headOf, limits } from '../limits.ts';
import { modal } from '../modal.ts';
import { switched } from './aside.ts';
import type { ElementState } from './element-state.ts';
import {
  chosenNow,
  fieldBlocks,
  fieldOfBlock,
  type FormOf,
  type KnownChoices,
  labelsOf,
  readFields,
} from './fields.ts';
import { withMoments } from './moment.ts';
import { errorLines, type Notes, withNotes } from './notes.ts';
import { postInBlocks } from './post-in.ts';

export interface FormFacts {
  readonly draft: Draft;
  readonly offers: readonly Offer[];
  /** Where the card cannot go, so that the form has to ask. */
  readonly postIn: PostIn | undefined;
  /** What must be changed before it can go on, one sentence each; shown above the form. */
  readonly problems: readonly string[];
  readonly known: KnownChoices;
  /** What was typed and taken for something else, one phrase each. */
  readonly understood?: readonly string[];
  /** The whole command, mrkdwn, where something of it is not in the form. */
  readonly typed?: string | undefined;
  /** Why a menu has nothing to choose, under it. */
  readonly notes?: Notes;
  /** What is wrong with an answer, under it. */
  readonly errors?: Notes;
  /** A form that this person left unfinished, offered once. */
  readonly kept?: Draft | undefined;
}

/** The form as far as it can be asked: connection, then kind, then the kind's own fields and the reason. */
export function renderForm(facts: FormFacts): ModalView {
  const {
    draft,
    offers,
    postIn,
    problems,
    known,
    understood = [],
    notes = {},
    errors = {},
    typed,
    kept,
  } = facts;
  const form = formOf(draft, offers);
  const inputs = [
    stepBlock(blocks.connection, 'Connection', offers.map(connectionOption), draft.connection),
    ...kindBlocks(draft, offers),
    ...(form === undefined
      ? []
      : withPast(form, withMoments(form, fieldBlocks(form, draft.input, known), draft, known), draft)),
    ...(form === undefined || postIn === undefined ? [] : postInBlocks(postIn, draft.channel)),
    ...aboutBlocks(draft),
    ...(form === undefined ? [] : [reasonBlock(draft)]),
  ];
  return modal({
    callbackId: views.form,
    title: 'Restore from a backup',
    submit: form === undefined ? 'Next' : draft.checkOnly === true ? 'Check only' : 'Check it',
    ref: { requestId: draft.requestId, postIn },
    blocks: [
      ...problemBlocks([...problems, ...errorLines(inputs, errors)]),
      ...(kept === undefined ? [] : keptBlocks(kept, offers)),
      ...(typed === undefined ? [] : [context(`You typed ${typed}.`)]),
      ...(understood.length === 0
        ? []
        : [context(understood.map((each) => `Understood ${each}.`).join('\n'))]),
      ...withNotes(inputs, { notes, errors }),
      ...(form === undefined || draft.checkOnly === true ? [] : checkOnlyBlocks(draft)),
    ],
    notifyOnClose: true,
  });
}

/** Under the database that is chosen: how long a restore of it takes, and what restores of it have cost. */
function withPast(form: FormOf, inputs: readonly KnownBlock[], draft: Draft): readonly KnownBlock[] {
  const { past } = draft;
  const text = past === undefined || !isPastOf(past, form, draft) ? '' : pastLine(past);
  const field = databaseAnswered(form.kind, draft.input)?.field;
  if (text === '') return inputs;
  return inputs.flatMap((block) =>
    field !== undefined && fieldOfBlock(form.kind, block.block_id ?? '') === field
      ? // Another text is another block, so that it is drawn again.
        [block, { ...context(text), block_id: `past:${text}`.slice(0, limits.id) }]
      : [block],
  );
}

/** Whether that is what the history says of what is chosen now. */
export function isPastOf({ about }: Past, { connection, kind }: FormOf, { input }: Pick<Draft, 'input'>) {
  return (
    about.connection === connection &&
    about.kind === kind.id &&
    about.database === databaseAnswered(kind, input)?.database
  );
}

/** The kind that is chosen, where it is one that this person may ask for. */
export function formOf(
  draft: Pick<Draft, 'connection' | 'kind'>,
  offers: readonly Offer[],
): FormOf | undefined {
  const offer = offers.find(({ connection }) => connection === draft.connection);
  const kind = offer?.kinds.find(({ id }) => id === draft.kind);
  return offer === undefined || kind === undefined ? undefined : { connection: offer.connection, kind };
}

/** What is in the form now. Another connection starts the form over; the place and the reason stay. */
export function readForm(
  draft: Draft,
  offers: readonly Offer[],
  state: ReadonlyMap<string, ElementState>,
): Draft {
  const connection = chosen(state, blocks.connection) ?? draft.connection;
  const sameConnection = connection === draft.connection;
  const kind = sameConnection ? (chosen(state, kindBlockId(connection)) ?? draft.kind) : undefined;
  const only = offers.find((offer) => offer.connection === connection)?.kinds;
  const kindId = kind ?? (only?.length === 1 ? only[0]?.id : undefined);
  const form = formOf({ connection, kind: kindId }, offers);
  const isSame = sameConnection && kindId === draft.kind;
  const answers =
    isSame && form !== undefined
      ? { input: readFields(form, state), labels: labelsOf({ ...draft.labels, ...chosenNow(form, state) }) }
      : switched(draft, { before: isSame ? undefined : formOf(draft, offers), form, state });
  const channel = state.get(blocks.postIn)?.selected_conversation ?? draft.channel;
  const { requestId, requester, checkOnly, about, past, aside } = draft;
  return {
    requestId,
    requester,
    ...defined({ checkOnly, about, channel, connection, kind: kindId, past, aside }),
    ...answers,
    reason: state.get(blocks.reason)?.value ?? draft.reason,
  };
}

function chosen(state: ReadonlyMap<string, ElementState>, blockId: string): string | undefined {
  return state.get(blockId)?.selected_option?.value;
}

function problemBlocks(problems: readonly string[]): readonly KnownBlock[] {
  if (problems.length === 0) return [];
  return [
    section([':warning: *Please look at this first:*', ...problems.map((text) => `• ${text}`)].join('\n')),
  ];
}

/** Next to the way that asks, one that does not. */
function checkOnlyBlocks({ requestId }: Draft): readonly KnownBlock[] {
  const check = button('Check only', { actionId: formActions.checkOnly, value: requestId });
  return actions([check], blocks.checkOnly);
}

/** A form that was left unfinished, with a way back to it. */
function keptBlocks(kept: Draft, offers: readonly Offer[]): readonly KnownBlock[] {
  const form = formOf(kept, offers);
  if (form === undefined) return [];
  const source = form.kind.fields.find(({ type }) => type === 'source')?.id ?? '';
  const named = kept.labels?.[source]?.find(({ value }) => value === kept.input[source])?.label;
  // Without the facts after the name.
  const [from] = named?.split(' (', 1) ?? [];
  const what = `${bold(form.kind.title)} on ${bold(form.connection)}${from === undefined ? '' : `, from ${bold(from)}`}`;
  const value = kept.requestId;
  return [
    section(`*You left a form unfinished:* ${what}`),
    ...actions(
      [
        button('Continue it', { actionId: formActions.resume, value }),
        button('Discard it', { actionId: formActions.discard, value }),
      ],
      blocks.kept,
    ),
  ];
}

function kindBlocks(draft: Draft, offers: readonly Offer[]): readonly KnownBlock[] {
  const offer = offers.find(({ connection }) => connection === draft.connection);
  if (offer === undefined) return [];
  const kind = offer.kinds.find(({ id }) => id === draft.kind);
  return [
    stepBlock(kindBlockId(offer.connection), 'What to restore', offer.kinds.map(kindOption), draft.kind),
    ...(kind === undefined ? [] : [context(line(kind.summary))]),
  ];
}

/** Another connection has other kinds: its menu must not keep what was chosen before. */
function kindBlockId(connection: string | undefined): string {
  return `${blocks.kind}:${connection ?? ''}`;
}

/** A select that changes what the form asks next. */
function stepBlock(
  blockId: string,
  label: string,
  all: readonly PlainTextOption[],
  value: string | undefined,
): InputBlock {
  const options = all.slice(0, limits.options);
  const initial = options.find((option) => option.value === value);
  return {
    type: 'input',
    block_id: blockId,
    label: plainText(label, limits.inputLabel),
    dispatch_action: true,
    element: {
      type: 'static_select',
      action_id: formActions.step,
      placeholder: plainText('Choose', limits.placeholder),
      options,
      ...defined({ initial_option: initial }),
    },
  };
}

function connectionOption({ connection, vendor }: Offer): PlainTextOption {
  return {
    text: plainText(plain(connection), limits.optionText),
    value: connection,
    description: plainText(plain(vendor), limits.optionDescription),
  };
}

function kindOption({ id, title, summary }: RestoreKind): PlainTextOption {
  return {
    text: plainText(plain(title), limits.optionText),
    value: id,
    description: plainText(headOf(plain(summary), limits.optionDescription), limits.optionDescription),
  };
}

function reasonBlock({ reason, checkOnly }: Pick<Draft, 'reason' | 'checkOnly'>): InputBlock {
  return {
    type: 'input',
    block_id: blocks.reason,
    label: plainText('Reason or incident', limits.inputLabel),
    hint: plainText('Approvers see this. It is kept in the audit.', limits.inputHint),
    optional: checkOnly === true,
    element: {
      type: 'plain_text_input',
      action_id: formActions.input,
      multiline: true,
      min_length: 1,
      max_length: limits.reason,
      ...(reason === '' ? {} : { initial_value: reason.slice(0, limits.reason) }),
    },
  };
}
