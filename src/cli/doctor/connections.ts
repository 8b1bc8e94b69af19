import { callText } from '#bot/ui/why.ts';
import type { Config } from '#config/config.ts';
import type { Egress } from '#core/egress.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { RestoreKind } from '#core/provider.ts';
import { unlimited } from '#core/rate-limiter.ts';
import { createProviders } from '#providers/index.ts';
import type { Connected } from '#providers/kit/manifest.ts';
import { type DoctorFinding, findingsOf } from './finding.ts';

const withinMs = 20_000;
const namesShown = 5;

/** Asks each vendor who we are and which sources it shows; a read or two for each kind, and nothing else. */
export async function checkConnections(
  { connections }: Pick<Config, 'connections'>,
  egress: Egress,
): Promise<DoctorFinding[]> {
  const created = await createProviders(connections, { limiter: unlimited, egress });
  if (created.type === 'rejected') return [];
  const all = await Promise.all(created.connections.map((connected) => checkConnection(connected)));
  return all.flat();
}

async function checkConnection({ provider, ratePerSecond }: Connected): Promise<DoctorFinding[]> {
  const finding = findingsOf(`connection ${provider.connection}`);
  const rate = finding.ok(
    'vendor-rate',
    `All processes together make at most ${ratePerSecond} calls a second.`,
  );
  const options = { signal: AbortSignal.timeout(withinMs) };
  const failed = (code: string, error: unknown): DoctorFinding => {
    if (error instanceof ProviderError) return finding.problem(code, callText(error));
    if (options.signal.aborted) {
      return finding.problem(
        code,
        `${provider.title} did not answer within ${withinMs / 1_000} s. Look at the network and the proxy.`,
      );
    }
    throw error;
  };
  let who: string;
  try {
    who = await provider.whoAmI(options);
  } catch (error) {
    return [failed('vendor-credential', error), rate];
  }
  const sources = await Promise.all(
    provider.kinds.filter(hasSource).map(async ({ id, title }) => {
      try {
        const query = { kind: id, field: 'source', input: {}, search: '' };
        const names = (await provider.choices(query, options)).map(({ label }) => label);
        if (names.length > 0) return finding.ok('vendor-targets', `${title}: sees ${shown(names)}.`);
        return finding.warning(
          'vendor-targets',
          `${title}: ${provider.title} shows nothing that can be restored. Give the credential access to it, or ignore this if there is none.`,
        );
      } catch (error) {
        return failed('vendor-targets', error);
      }
    }),
  );
  return [finding.ok('vendor-credential', who), ...sources, rate];
}

/** Only a field that is asked of the vendor without another answer. */
function hasSource({ fields }: RestoreKind): boolean {
  return fields.some(({ id, type }) => id === 'source' && type === 'source');
}

function shown(names: readonly string[]): string {
  const more = names.length - namesShown;
  return `${names.slice(0, namesShown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
