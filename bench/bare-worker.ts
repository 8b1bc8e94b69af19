import { DelayedError, Queue, Worker } from 'bullmq';
import { Agent, request } from 'undici';

/** The floor of a look: BullMQ brings a job back after an interval, and undici sends one GET. Nothing is stored. */
const env = (name: string) => process.env[name] ?? '';
const connection = { url: env('REDIS_URL'), maxRetriesPerRequest: null };
const prefix = env('PREFIX');
const everyMs = Number(env('EVERY_MS'));
const connections = Number(env('CONNECTIONS'));
const restores = Number(env('RESTORES'));

for (let index = 0; index < connections; index += 1) {
  const name = `bare-${index}`;
  const dispatcher = new Agent({ connections: 16, keepAliveTimeout: 1_000, keepAliveMaxTimeout: 1_000 });
  const queue = new Queue(name, { connection, prefix });
  const jobs = Array.from({ length: Math.ceil((restores - index) / connections) }, (_, at) => ({
    name: 'look',
    data: { id: `bench${index + at * connections}` },
    opts: { delay: Math.random() * everyMs },
  }));
  await queue.addBulk(jobs);
  await queue.close();
  const worker = new Worker<{ id: string }>(
    name,
    async (job, token) => {
      const { body } = await request(`${env('VENDOR')}/${job.data.id}`, { dispatcher });
      await body.json();
      await job.moveToDelayed(Date.now() + everyMs, token);
      throw new DelayedError();
    },
    { connection, prefix, concurrency: 10 },
  );
  worker.on('error', (error) => process.stderr.write(`${String(error)}\n`));
  await worker.waitUntilReady();
}
process.stdout.write('ready\n');
