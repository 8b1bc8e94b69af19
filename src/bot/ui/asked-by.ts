import type { KnownBlock } from '@slack/types';
import type { AboutMessage } from '#core/asked.ts';
import type { Draft } from '#core/draft.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { context } from './blocks.ts';
import { whenMinute } from './date.ts';
import { quote } from './escape.ts';
import { channel, person } from './people.ts';

/** Who asked, when, about which message and why. */
export function askedBy(request: RestoreRequest): string {
  const { requester, askedAt, reason } = request;
  return `*Asked by* ${person(requester)} ${whenMinute(askedAt)}${aboutPhrase(request)}\n${quote(reason)}`;
}

/** `, about this message`, with its address; empty where it was asked from none. */
function aboutPhrase({ about }: { readonly about?: AboutMessage | undefined }): string {
  return about === undefined ? '' : `, about ${messageLink(about)}`;
}

/** That the form is about a message, and where its card goes. */
export function aboutBlocks({ about, channel: place }: Draft): readonly KnownBlock[] {
  if (about === undefined) return [];
  const where =
    place === about.channel ? ' The request is posted in its thread, and shown in the channel.' : '';
  return [context(`:link: About ${messageLink(about)}.${where}`)];
}

/** Only what cannot end the link is one. */
function messageLink({ url, channel: id }: AboutMessage): string {
  if (url !== undefined && /^https?:\/\/[^\s<>|]+$/u.test(url)) return `<${url}|this message>`;
  return id.startsWith('C') || id.startsWith('G') ? `a message in ${channel(id)}` : 'a direct message';
}
