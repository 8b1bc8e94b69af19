import type { ServerResponse } from 'node:http';

export interface Answer {
  /** Answers, if nobody has: words as text, anything else as JSON, nothing as nothing. Gives whether it did. */
  give(status: number, content?: unknown): boolean;
}

/** The one answer that a delivery gets; `isLast`: nothing more is taken on this connection. */
export function createAnswer(response: ServerResponse, isLast: () => boolean): Answer {
  return {
    give(status, content) {
      if (response.headersSent) return false;
      if (isLast()) response.shouldKeepAlive = false;
      if (content === undefined || content === '') {
        response.writeHead(status).end();
      } else if (typeof content === 'string') {
        response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(content);
      } else {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
      }
      return true;
    },
  };
}
