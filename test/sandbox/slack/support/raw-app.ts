import { WebSocket } from 'ws';
import { z } from 'zod';
import { appToken } from './workspace.ts';
import type { Workspace } from './workspace.ts';

const Payload = z.looseObject({
  type: z.string().optional(),
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
});

const Frame = z.looseObject({
  type: z.string(),
  envelope_id: z.string().optional(),
  reason: z.string().optional(),
  retry_attempt: z.number().optional(),
  payload: Payload.optional(),
});
export type Frame = z.infer<typeof Frame>;

/** An app that is nothing but a socket: it acks what `answer` gives an answer to, and keeps all it hears. */
export interface RawApp extends AsyncDisposable {
  readonly heard: Frame[];
  readonly url: string;
  envelopes(): readonly Frame[];
}

/** `answer` returns the payload of the ack, or undefined to stay silent. */
export async function connectRawApp(
  workspace: Workspace,
  answer: (frame: Frame) => object | undefined = () => ({}),
): Promise<RawApp> {
  const opened = await workspace.call('apps.connections.open', {}, appToken);
  const url = String(opened['url']);
  const socket = new WebSocket(url);
  const heard: Frame[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const frame = Frame.parse(JSON.parse(data.toString('utf8')));
      heard.push(frame);
      if (frame.type === 'hello') resolve();
      const payload = frame.envelope_id === undefined ? undefined : answer(frame);
      if (payload !== undefined) socket.send(JSON.stringify({ envelope_id: frame.envelope_id, payload }));
    });
  });
  await ready;
  return {
    heard,
    url,
    envelopes: () => heard.filter(({ envelope_id }) => envelope_id !== undefined),
    async [Symbol.asyncDispose]() {
      socket.terminate();
    },
  };
}
