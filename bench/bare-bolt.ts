import { App, HTTPReceiver, LogLevel } from '@slack/bolt';

/** The floor of an answer: Bolt checks the signature or keeps a socket, acknowledges, and answers. */
const env = (name: string) => process.env[name] ?? '';
const overSocket = { socketMode: true, appToken: env('APP_TOKEN') };
const overHttp = () => ({
  receiver: new HTTPReceiver({
    signingSecret: env('SIGNING_SECRET'),
    endpoints: env('SLACK_PATH'),
    logLevel: LogLevel.ERROR,
  }),
});
const app = new App({
  token: env('BOT_TOKEN'),
  ...(env('APP_TOKEN') === '' ? overHttp() : overSocket),
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: env('SLACK_API_URL') },
});
app.command('/restore', async ({ ack, respond }) => {
  await ack();
  await respond({ response_type: 'ephemeral', text: 'Help.' });
});
await app.start(Number(env('PORT')));
process.stdout.write('ready\n');
