import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { sendText } from '../http.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
};

/** A file of the page; nothing outside its folder, nothing of an unknown kind. */
export async function serveFile(root: string, path: string, response: ServerResponse): Promise<void> {
  const wanted = normalize(join(root, path === '/' ? 'index.html' : decodePath(path)));
  const type = types[extname(wanted)];
  if (type === undefined || !wanted.startsWith(normalize(root) + sep)) {
    sendText(response, 404, 'not found');
    return;
  }
  try {
    const content = await readFile(wanted);
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
    response.end(content);
  } catch {
    sendText(response, 404, 'not found');
  }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path).replaceAll('\0', '');
  } catch {
    return '/not-a-path';
  }
}
