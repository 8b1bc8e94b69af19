import { answersOf } from '#core/ask-again.ts';
import { defined } from '#core/defined.ts';
import type { RestoreKind } from '#core/provider.ts';
import { restoredTo, type RestorePlan } from '#core/restore-plan.ts';
import type { Offer } from '#service/api.ts';
import { utc } from '../../ui/date.ts';
import { name } from '../../ui/escape.ts';
import type { KnownChoices } from '../../ui/form/fields.ts';
import type { ListenerDeps } from '../deps.ts';
import { openForm } from '../open-form.ts';
import type { Prefilled } from '../prefill.ts';
import { refuse } from '../refuse.ts';
import { tell } from '../tell.ts';
import type { CardCall } from './card.ts';

/** Opens the form with the answers of a request that has ended; the new one is asked and approved like any other. */
export async function askAgain(deps: ListenerDeps, call: CardCall): Promise<void> {
  const { requestId } = call.ref;
  const { channel } = call;
  if (channel === undefined) return;
  await openForm(deps, { ...call, channel }, async (offers) => {
    const loaded = await deps.service.load(requestId);
    if (loaded.type === 'refused') {
      await tell(deps, call, await refuse(deps, call, loaded.refusal, requestId));
      return { input: {}, known: {}, problems: [] };
    }
    const { plan, about } = loaded.stored.request;
    return { ...filledFrom(plan.plan, offers), ...defined({ about }) };
  });
}

function filledFrom(plan: RestorePlan, offers: readonly Offer[]): Prefilled {
  const offer = offers.find(({ connection }) => connection === plan.connection);
  const kind = offer?.kinds.find(({ id }) => id === plan.kind);
  if (kind === undefined) {
    const problem = `You may not ask for this again on ${name(plan.connection)}; choose what you may ask for.`;
    return { input: {}, known: {}, problems: [problem] };
  }
  return {
    connection: plan.connection,
    kind: kind.id,
    input: answersOf(plan, kind),
    known: knownFrom(plan, kind),
    problems: [],
  };
}

/** Names for the ids, so that nothing must be looked up to show them. */
function knownFrom(plan: RestorePlan, { fields }: RestoreKind): KnownChoices {
  const { source, target, point } = plan;
  const known = fields.flatMap(({ id, type }) => {
    if (type === 'source') return [[id, [{ value: source.id, label: source.name }]] as const];
    if (type === 'target') return [[id, [{ value: target.id, label: target.name }]] as const];
    if (type === 'backup' && point.type === 'backup') {
      return [[id, [{ value: point.backupId, label: utc(restoredTo(point)) }]] as const];
    }
    return [];
  });
  return Object.fromEntries(known);
}
