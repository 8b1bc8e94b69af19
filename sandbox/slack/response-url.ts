import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson, sendText } from '../http.ts';
import { isObject, parseJson } from './json.ts';
import { addMessage, findMessage, removeMessage, replaceMessage } from './messages.ts';
import { SlackError } from './slack-error.ts';
import { useResponseUrl } from './triggers.ts';
import { flag, optionalText } from './web-api/args.ts';
import { contentOf } from './web-api/chat.ts';
import type { World } from './world.ts';

function respond(world: World, key: string, args: unknown): void {
  if (!isObject(args)) throw new SlackError('invalid_payload');
  const target = useResponseUrl(world, key);
  const original =
    target.messageTs === undefined ? undefined : findMessage(world, target.channel, target.messageTs);
  if (flag(args, 'delete_original')) {
    if (original !== undefined) removeMessage(world, original);
    return;
  }
  const { text, blocks } = contentOf(args);
  if (flag(args, 'replace_original') && original !== undefined) {
    replaceMessage(world, { ...original, text, blocks: blocks ?? [], edited: blocks === undefined });
    return;
  }
  const inChannel = optionalText(args, 'response_type') === 'in_channel';
  addMessage(world, {
    channel: target.channel,
    user: world.app.botUserId,
    text,
    blocks: blocks ?? [],
    threadTs: optionalText(args, 'thread_ts'),
    onlyFor: inChannel ? undefined : target.user,
  });
}

/** docs.slack.dev/interactivity/handling-user-interaction#message_responses: 5 uses within 30 minutes. */
export async function serveResponseUrl(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  try {
    respond(world, url.pathname.slice('/response/'.length), parseJson(await readBody(request)));
    sendText(response, 200, 'ok');
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const gone = error.code === 'expired_url' || error.code === 'used_url';
    sendJson(response, gone ? 404 : 400, { ok: false, error: error.code });
  }
}
