import { createLog } from '#app/log.ts';
import { roles } from '#app/start-context.ts';
import { startRestorebot } from '#app/start.ts';
import { loadConfig } from '#config/config.ts';
import { hurried } from './hurried.ts';
import { layered } from './layered.ts';
import { movableCalendar, suspendableClock } from './machine-clock.ts';
import { type Director, directed, type Reaction } from './points.ts';
import { type FromProcess, ToProcess } from './restorebot-wire.ts';

/** A restorebot as `src/main.ts` starts it, except that the test that started it is asked at every point how to go on. */

const waiting = new Map<number, (reaction: Reaction | undefined) => void>();
let asked = 0;

function say(message: FromProcess): void {
  process.send?.(message);
}

const setCalendar = movableCalendar();
if (process.env['SUSPENDS'] === 'machine') suspendableClock();

process.on('message', (said) => {
  const message = ToProcess.parse(said);
  if (message.type === 'clock') return setCalendar(message.ms);
  waiting.get(message.id)?.(message.reaction);
  waiting.delete(message.id);
});
// The test has ended.
process.once('disconnect', () => process.exit(1));

const askOutside: Director = (point) => {
  asked += 1;
  const id = asked;
  const answer = Promise.withResolvers<Reaction | undefined>();
  waiting.set(id, answer.resolve);
  say({ type: 'at', id, point });
  return answer.promise;
};

const role = roles.find((each) => each === process.env['ROLE']) ?? 'all';
const restorebot = await startRestorebot({
  config: loadConfig(),
  role,
  log: createLog('error', { write: (line: string) => void process.stderr.write(line) }),
  around: layered(directed(askOutside), process.env['HURRIED'] === 'yes' ? hurried : {}),
});
process.once('SIGTERM', () => {
  void restorebot[Symbol.asyncDispose]().then(() => process.exit(0));
});
say({ type: 'ready', healthPort: restorebot.healthPort });
