import { resultDetail } from '#bot/ui/data-checks.ts';
import { callText } from '#bot/ui/why.ts';
import type { Config } from '#config/config.ts';
import type { SqlCheck } from '#core/data-check.ts';
import type { Egress } from '#core/egress.ts';
import { ProviderError } from '#core/provider-error.ts';
import { unlimited } from '#core/rate-limiter.ts';
import { createProviders } from '#providers/index.ts';
import { isAbout, type ShownTarget, targetsNamed, tryCheck } from '../target-checks.ts';
import { type DoctorFinding, findingsOf } from './finding.ts';

/** Of one check; a pattern may be about hundreds. */
const mostTargets = 3;

/** Runs each SQL check, read-only, on targets that it is about: credential, address and role show themselves. */
export async function checkChecks(
  { checks, connections }: Pick<Config, 'checks' | 'connections'>,
  egress: Egress,
): Promise<DoctorFinding[]> {
  if (checks.length === 0) return [];
  const created = await createProviders(connections, { limiter: unlimited, egress });
  // Said of the connections.
  if (created.type === 'rejected') return [];
  const targets: ShownTarget[] = [];
  const found: DoctorFinding[] = [];
  for (const { provider } of created.connections) {
    try {
      targets.push(...(await targetsNamed(provider, '')));
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      found.push(findingsOf(`checks of ${provider.connection}`).unchecked('check-targets', callText(error)));
    }
  }
  for (const check of checks) {
    const finding = findingsOf(`check ${check.name}`);
    if (check.by === 'webhook') {
      found.push(
        finding.unchecked(
          'check-webhook',
          'Only a question shows whether it answers. Run restorebot checks try.',
        ),
      );
      continue;
    }
    const about = targets.filter((shown) => shown.provider.reach !== undefined && isAbout(check, shown));
    if (about.length === 0) {
      found.push(
        finding.warning(
          'check-no-target',
          'No vendor shows a target with SQL that it is about. Correct its match.',
        ),
      );
    }
    for (const shown of about.slice(0, mostTargets)) found.push(await tried(check, shown));
  }
  return found;
}

async function tried(check: SqlCheck, shown: ShownTarget): Promise<DoctorFinding> {
  const finding = findingsOf(`check ${check.name}`);
  const result = await tryCheck(check, shown, undefined);
  const said = `${shown.target.name}: ${resultDetail(result)}.`;
  switch (result.result) {
    case 'passed':
      return finding.ok('check', `${said} Its role cannot write.`);
    case 'failed':
      return finding.warning('check', `${said} Its role cannot write. Is the expectation right?`);
    case 'not-checked':
      // A check may be about one restored database, and which one only a restore tells.
      return finding[result.because === 'which-database' ? 'unchecked' : 'problem'](
        `check-${result.because}`,
        `Not checked on ${said}`,
      );
  }
}
