import { problemsInMessage } from '../block-kit/validate.ts';
import { isMember } from '../channels.ts';
import type { ActOutcome, CommandAct } from '../control-types.ts';
import { objectsIn, textAt } from '../json.ts';
import { addMessage, slackbotSays } from '../messages.ts';
import { commandPayload } from '../payloads.ts';
import { newResponseUrl, newTrigger } from '../triggers.ts';
import type { World } from '../world.ts';
import { Refused, type Stage, actor, failureCode, perform, visibleChannel } from './stage.ts';

/**
 * `should_escape`: people, channels and groups arrive as `<@U…|name>`, `<#C…|name>`, `<!subteam^S…|@handle>`
 * (docs.slack.dev/interactivity/implementing-slash-commands#escaping).
 */
function escapeCommandText(world: World, text: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return safe.replaceAll(/(^|\s)([@#])([\w.-]+)/g, (whole, space: string, mark: string, name: string) => {
    const user = [...world.users.values()].find((one) => one.name === name);
    const group = [...world.groups.values()].find((one) => one.handle === name);
    const channel = [...world.channels.values()].find((one) => one.name === name && one.kind !== 'dm');
    if (mark === '#' && channel !== undefined) return `${space}<#${channel.id}|${name}>`;
    if (mark === '@' && user !== undefined) return `${space}<@${user.id}|${name}>`;
    if (mark === '@' && group !== undefined) return `${space}<!subteam^${group.id}|@${name}>`;
    return whole;
  });
}

/** The app's ack of a command may be a message: to the person alone, or to the channel. */
function showAnswer(world: World, user: string, channel: string, body: unknown): void {
  const text = textAt(body, 'text') ?? '';
  const blocks = objectsIn(typeof body === 'object' && body !== null && 'blocks' in body ? body.blocks : []);
  if (text === '' && blocks.length === 0) return;
  if (problemsInMessage(blocks).length > 0) {
    slackbotSays(world, user, channel, 'The app answered with blocks that Slack does not take.');
    return;
  }
  const inChannel = textAt(body, 'response_type') === 'in_channel';
  addMessage(world, {
    channel,
    user: world.app.botUserId,
    text,
    blocks,
    onlyFor: inChannel ? undefined : user,
  });
}

/** docs.slack.dev/interactivity/implementing-slash-commands */
export async function runCommand(stage: Stage, who: string, act: CommandAct): Promise<ActOutcome> {
  const { world } = stage;
  const user = actor(world, who);
  const channel = visibleChannel(world, act.channel, user.id);
  if (!isMember(channel, user.id)) throw new Refused('not_in_channel', `${who} is not in ${act.channel}`);
  if (channel.isArchived) throw new Refused('is_archived', `${act.channel} is archived`);
  const [command = '', ...rest] = act.text.trim().split(/\s+/);
  const typed = act.text.trim().slice(command.length).trim();
  const known = world.app.commands.find((one) => one.command === command);
  // Somebody from another organization does not have this workspace's apps.
  if (known === undefined || user.isStranger) {
    const message = `${command} is not a valid command.`;
    slackbotSays(world, user.id, channel.id, message);
    return { ok: false, outcome: 'refused', error: 'no_such_command', message };
  }
  const payload = commandPayload(world, {
    user: user.id,
    channel,
    command,
    text: known.shouldEscape && rest.length > 0 ? escapeCommandText(world, typed) : typed,
    responseUrl: newResponseUrl(world, stage.baseUrl, { channel: channel.id, user: user.id }),
    triggerId: newTrigger(world, user.id, { channel: channel.id }),
  });
  const parcel = {
    type: 'slash_commands',
    what: command,
    user: user.id,
    payload,
    acceptsAnswer: true,
  } as const;
  return perform(stage, parcel, act, (answer) => {
    if (answer.kind === 'acked') {
      showAnswer(world, user.id, channel.id, answer.body);
      return undefined;
    }
    const message = `${command} failed with the error "${failureCode(answer)}"`;
    slackbotSays(world, user.id, channel.id, message);
    return { message };
  });
}
