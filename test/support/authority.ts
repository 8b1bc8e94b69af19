import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** An unknown certificate authority, and its certificate for this machine: paths of PEM files. */
export interface Authority extends AsyncDisposable {
  /** For `NODE_EXTRA_CA_CERTS`. */
  readonly certificates: string;
  readonly certificate: string;
  readonly key: string;
}

export async function startAuthority(): Promise<Authority> {
  const dir = await mkdtemp(join(tmpdir(), 'restorebot-authority-'));
  const openssl = (words: string, ...more: readonly string[]) =>
    promisify(execFile)('openssl', [...words.split(' '), ...more], { cwd: dir });
  const fresh = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  await openssl(`req -x509 ${fresh} -days 1 -keyout ca.key -out ca.pem`, '-subj', '/CN=an own authority');
  await openssl(
    `req ${fresh} -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout server.key -out server.csr`,
  );
  await openssl(
    'x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -copy_extensions copy -days 1 -out server.pem',
  );
  return {
    certificates: join(dir, 'ca.pem'),
    certificate: join(dir, 'server.pem'),
    key: join(dir, 'server.key'),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true }),
  };
}
