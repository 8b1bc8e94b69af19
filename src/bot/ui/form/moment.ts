import type { KnownBlock } from '@slack/types';
import type { Draft } from '#core/draft.ts';
import { after, readTypedInstant } from '#core/instant.ts';
import type { Choice } from '#core/provider.ts';
import { momentActions } from '../../ids.ts';
import { actions, button, context } from '../blocks.ts';
import { utc, when } from '../date.ts';
import { fieldOfBlock, type FormOf, type KnownChoices } from './fields.ts';

/** What a button answers, in its value. */
interface Moment {
  readonly fieldId: string;
  /** An instant or an age, as it would be typed. */
  readonly typed: string;
}

const ages = [
  ['5 min ago', '5m', momentActions.minutes5],
  ['10 min ago', '10m', momentActions.minutes10],
  ['1 h ago', '1h', momentActions.hour],
] as const;

/** Around each field for a point in time: what is possible, what the answer means, and buttons for common answers. */
export function withMoments(
  form: FormOf,
  blocks: readonly KnownBlock[],
  draft: Draft,
  known: KnownChoices,
): readonly KnownBlock[] {
  return blocks.flatMap((block) => {
    const field = fieldOfBlock(form.kind, block.block_id ?? '');
    if (block.type !== 'input' || field?.type !== 'instant') return [block];
    const value = draft.input[field.id];
    const at = typeof value === 'string' ? readTypedInstant(value) : undefined;
    const window = windowOf(known[field.id]);
    const possible = window === undefined ? undefined : possibleText(window);
    return [
      ...(possible === undefined ? [] : [{ ...context(possible), block_id: possibleId(field.id, possible) }]),
      block,
      ...(at === undefined ? [] : [{ ...context(resultText(at, window)), block_id: resultId(field.id, at) }]),
      ...momentButtons(field.id, draft),
    ];
  });
}

/** Another result is another block, so that it is drawn again. */
function resultId(fieldId: string, at: Date): string {
  return `moment:${fieldId}:${at.toISOString()}`;
}

/** Another window is another block: the form is drawn again for it before anything else is asked. */
function possibleId(fieldId: string, possible: string): string {
  return `moment:${fieldId}:${possible}`;
}

function resultText(at: Date, window: Window | undefined): string {
  const text = `Restores to *${utc(at)}*, which is ${when(at)} for you.`;
  const side = window === undefined ? undefined : outside(at, window);
  if (side === undefined) return text;
  return `${text} :warning: That is ${side === 'before' ? 'before the first' : 'after the last'} moment above. Choose another.`;
}

/** The first and the last moment that the vendor can restore. */
interface Window {
  readonly first: Date;
  readonly last: Date;
}

/** `undefined`: nobody knows. */
export function windowOf(choices: readonly Choice[] = []): Window | undefined {
  const [first, last] = choices.map(({ value }) => readTypedInstant(value));
  return first === undefined || last === undefined ? undefined : { first, last };
}

/** On which side of it a moment is; `undefined`: it is inside. */
export function outside(at: Date, { first, last }: Window): 'before' | 'after' | undefined {
  if (at < first) return 'before';
  return at > last ? 'after' : undefined;
}

function possibleText({ first, last }: Window): string {
  return `You can restore to any second from *${utc(first)}* to *${utc(last)}*.`;
}

function momentButtons(fieldId: string, { about }: Draft): readonly KnownBlock[] {
  const before = about === undefined ? undefined : after(sentAt(about.ts), -1_000);
  const all = [
    ...ages,
    ...(before === undefined
      ? []
      : [
          [
            `Before the message (${utc(before).slice(11)})`,
            before.toISOString(),
            momentActions.message,
          ] as const,
        ]),
  ];
  const buttons = all.map(([text, typed, actionId]) =>
    button(text, { actionId, value: encodeMoment({ fieldId, typed }) }),
  );
  return actions(buttons, `moments-${fieldId}`);
}

/** A message's `ts` is Unix seconds with a fraction. */
function sentAt(ts: string): Date {
  return new Date(Math.floor(Number(ts)) * 1_000);
}

function encodeMoment({ fieldId, typed }: Moment): string {
  return `${typed} ${fieldId}`;
}

/** `undefined`: not one of ours. */
export function decodeMoment(value: string | undefined): Moment | undefined {
  const [, typed, fieldId] = /^(\S+) (.+)$/su.exec(value ?? '') ?? [];
  return typed === undefined || fieldId === undefined ? undefined : { typed, fieldId };
}
