import { createHash } from 'node:crypto';
import { ReplyError, type Redis } from 'ioredis';

/** A Lua script and the name Redis knows it by. */
export interface Script {
  readonly lua: string;
  readonly sha1: string;
}

/** No shebang in `lua`: the embedded Redis of the sandbox refuses it. */
export function script(lua: string): Script {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') };
}

/** Runs a script, sending its text only where Redis does not have it yet (after a restart, on a new replica). */
export async function runScript(
  redis: Redis,
  { lua, sha1 }: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await redis.evalsha(sha1, keys.length, ...keys, ...args);
  } catch (error) {
    if (replyCode(error) !== 'NOSCRIPT') throw error;
    return await redis.eval(lua, keys.length, ...keys, ...args);
  }
}

/**
 * The code of an error that Redis itself answered: the first word of its text. Before Redis 7 an error inside a
 * script is `ERR Error running script (…): @user_script: 12: -OOM …`; then the code is the inner one.
 */
export function replyCode(error: unknown): string | undefined {
  if (!isReplyError(error)) return undefined;
  const inner = /^ERR Error running script .*@user_script: ?\d+: -?([A-Z]+) /.exec(error.message);
  return inner?.[1] ?? error.message.split(' ', 1)[0];
}

function isReplyError(error: unknown): error is Error {
  return error instanceof ReplyError;
}
