import { whyNotReveal } from '#core/annotations.ts';
import { type SealedSecrets, shownUntil } from '#core/kept-secrets.ts';
import type { HandedSecrets } from '#core/provider.ts';
import { Secret } from '#core/secret.ts';
import type { ByPerson, RevealOutcome } from './api.ts';
import { unvouched } from './audit/vouched.ts';
import { change } from './change.ts';
import type { ServiceDeps } from './deps.ts';
import type { Outcome, ServiceRefusal } from './outcome.ts';
import { loadRequest } from './record-trust.ts';

/** What the vendor returned, as it may be written down; `{}` where nothing came. */
export function sealed(
  { secretBox }: Pick<ServiceDeps, 'secretBox'>,
  requestId: string,
  handed: HandedSecrets | undefined,
): { readonly sealed?: SealedSecrets } {
  const entries = Object.entries(handed ?? {});
  if (entries.length === 0) return {};
  const seal = (label: string, text: string) => secretBox.seal(text, { requestId, label });
  return { sealed: Object.fromEntries(entries.map(([label, text]) => [label, seal(label, text)])) };
}

/**
 * Gives the requester what the vendor returned. That it was given is saved first; the time to look again begins only
 * with `recordShown`, so a modal that fails to open uses nothing up.
 */
export async function reveal(deps: ServiceDeps, who: ByPerson): Promise<RevealOutcome> {
  const { requestId, by, commandId } = who;
  const loaded = await loadRequest(deps, requestId);
  if (loaded.type === 'refused') return loaded;
  const { stored } = loaded;
  const refusal = whyNotReveal(stored.request, by, stored.now);
  if (refusal !== undefined) return no(refusal);
  if ((await unvouched(deps, stored)) !== undefined) {
    return no({ code: 'record-tampered', requestId, because: 'unaudited' });
  }
  const texts = Object.entries(await deps.store.loadSecrets(requestId));
  if (texts.length === 0) return no({ code: 'secret-gone' });
  const opened = texts.map(
    ([label, text]) => [label, deps.secretBox.open(text, { requestId, label })] as const,
  );
  const secrets = opened.flatMap(([label, text]) =>
    text === undefined ? [] : [{ label, text: new Secret(text) }],
  );
  if (secrets.length < texts.length) {
    const labels = opened.flatMap(([label, text]) => (text === undefined ? [label] : []));
    deps.log.error({ requestId, labels }, 'sealed secret opens with no configured key');
  }
  if (secrets.length === 0) return no({ code: 'secret-unreadable' });
  const outcome = await change(deps, requestId, commandId, { type: 'reveal', by });
  if (outcome.type === 'refused') return outcome;
  const kept = outcome.request.secrets;
  const until = kept === undefined ? stored.now : shownUntil(kept, stored.now);
  return { type: 'revealed', secrets, until };
}

/** A reveal is on the requester's screen: the first one begins the time in which it can be shown again. */
export function recordShown(deps: ServiceDeps, { requestId, by, commandId }: ByPerson): Promise<Outcome> {
  return change(deps, requestId, `${commandId}-shown`, { type: 'record-shown', by });
}

function no(refusal: ServiceRefusal): RevealOutcome {
  return { type: 'refused', refusal };
}
