import { readFile } from 'node:fs/promises';
import type { WaysOut } from '#config/config.ts';
import { type DoctorFinding, findingsOf } from './finding.ts';

const finding = findingsOf('ways out');

/** How calls to Slack and the vendors leave this machine. The proxy's address may hold a password: it is not shown. */
export async function checkWaysOut({ egress, proxyIgnored, extraCaFile }: WaysOut): Promise<DoctorFinding[]> {
  return [checkProxy(egress.proxy !== undefined, proxyIgnored), ...(await checkCa(extraCaFile))];
}

function checkProxy(used: boolean, ignored: boolean): DoctorFinding {
  const code = 'proxy';
  if (ignored) {
    return finding.problem(
      code,
      'HTTPS_PROXY or HTTP_PROXY is set, but Node does not use it. Set NODE_USE_ENV_PROXY=1, or remove the proxy from the environment.',
    );
  }
  return finding.ok(code, used ? 'Calls go through the proxy of HTTPS_PROXY.' : 'Calls go out directly.');
}

async function checkCa(path: string | undefined): Promise<DoctorFinding[]> {
  if (path === undefined) return [];
  const code = 'extra-ca';
  try {
    const text = await readFile(path, 'utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) {
      return [finding.ok(code, `NODE_EXTRA_CA_CERTS adds the authorities in ${path}.`)];
    }
    return [finding.problem(code, `NODE_EXTRA_CA_CERTS: ${path} has no PEM certificate. Convert it to PEM.`)];
  } catch {
    return [
      finding.problem(
        code,
        `NODE_EXTRA_CA_CERTS: ${path} cannot be read, so Node ignores it. Correct the path or its permissions.`,
      ),
    ];
  }
}
