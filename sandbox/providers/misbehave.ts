import type { ServerResponse } from 'node:http';
import { sendJson } from '../http.ts';
import { edited, type FaultAction } from './faults.ts';
import type { Failure, VendorAnswer } from './http.ts';

export interface Misbehavior {
  readonly action: FaultAction;
  /** What the vendor would have answered; absent where it did nothing. */
  readonly answer: VendorAnswer | undefined;
  readonly response: ServerResponse;
  readonly headers: Readonly<Record<string, string>>;
  readonly failure: Failure;
  /** Writes the call down with the status that is sent, 0 for none. */
  readonly log: (status: number) => void;
}

/** Answers as the fault says instead of as the vendor would. */
export function misbehave({ action, answer, response, headers, failure, log }: Misbehavior): void {
  const status = answer?.status ?? 200;
  const text = JSON.stringify(answer?.body ?? {});
  switch (action.type) {
    case 'status': {
      log(action.status);
      const usual = failure(action.status, action.message ?? 'injected fault', action.code);
      const body = action.body === undefined ? usual : action.body;
      return sendJson(response, action.status, body, { ...headers, ...action.headers });
    }
    case 'html':
      log(action.status);
      response.writeHead(action.status, { ...headers, 'content-type': 'text/html' });
      response.end('<html><head><title>Bad Gateway</title></head><body>nginx</body></html>');
      return;
    case 'half-json': {
      const sent = action.status ?? status;
      const whole =
        action.status === undefined ? text : JSON.stringify(failure(action.status, 'injected fault'));
      log(sent);
      response.writeHead(sent, { ...headers, 'content-type': 'application/json' });
      response.end(whole.slice(0, Math.ceil(whole.length / 2)));
      return;
    }
    case 'huge':
      log(status);
      response.writeHead(status, { ...headers, 'content-type': 'application/json' });
      response.end(`{"padding":"${'x'.repeat(action.bytes)}"}`);
      return;
    case 'empty':
      log(action.status);
      response.writeHead(action.status, headers).end();
      return;
    case 'drop':
      log(0);
      response.destroy();
      return;
    case 'hang':
      log(0);
      return;
    case 'delay':
      log(status);
      setTimeout(
        () => sendJson(response, status, answer?.body, { ...headers, ...answer?.headers }),
        action.ms,
      );
      return;
    case 'edit':
      log(status);
      return sendJson(response, status, edited(answer?.body ?? {}, action.set, action.remove), headers);
  }
}
