/** A failed start, one sentence: which step, and where to look. */
export class StartFailed extends Error {
  override readonly name = 'StartFailed';
}

/**
 * One step of the start, with a limit in milliseconds: a start that waits for ever gives no reason. `lookAt` is the
 * end of the sentence. Rejects with `StartFailed`.
 */
export async function startStep<Result>(
  { what, lookAt, withinMs }: { readonly what: string; readonly lookAt: string; readonly withinMs: number },
  work: Promise<Result>,
): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new StartFailed(`The start gave up: ${what} took longer than ${withinMs / 1_000} s. ${lookAt}`));
  }, withinMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Much longer than any of it takes; a supervisor starts the process again. */
const withinMs = 30_000;

/** A step that waits for Redis. */
export function recordStep<Result>(what: string, work: Promise<Result>): Promise<Result> {
  const lookAt = 'Look at what the user of Redis may do, and at its load.';
  return startStep({ what, lookAt, withinMs }, work);
}

/** A step that waits for Slack. */
export function slackStep<Result>(what: string, work: Promise<Result>): Promise<Result> {
  return startStep({ what, lookAt: 'Look at slack.apiUrl and at the network.', withinMs }, work);
}
