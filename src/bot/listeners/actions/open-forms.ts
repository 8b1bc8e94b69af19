import type { ModalView } from '@slack/types';
import type { PersonCommandType } from '#core/person-command.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { ServiceRefusal } from '#service/outcome.ts';
import type { OpenView } from '../../slack/people-client.ts';
import { acknowledgeTitle, renderAcknowledge } from '../../ui/acknowledge-form.ts';
import { candidatesOf, renderAdopt } from '../../ui/adopt-form.ts';
import { approvalTitle, renderApproval } from '../../ui/approval-form.ts';
import {
  breakGlassTitle,
  glassReviewTitle,
  renderBreakGlass,
  renderGlassReview,
} from '../../ui/break-glass-forms.ts';
import { type CheckedFacts, renderKnown } from '../../ui/checked-form.ts';
import { notice } from '../../ui/modal.ts';
import {
  closeTitle,
  denialTitle,
  renderClose,
  renderDenial,
  renderStop,
  stopTitle,
} from '../../ui/reason-form.ts';
import { refusalText } from '../../ui/refusals.ts';
import { fill } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { kindOf, refusalAbout } from '../refuse.ts';
import type { CardCall } from './card.ts';

const vendorMs = 20_000;

type Listener = (deps: ListenerDeps, call: CardCall) => Promise<void>;
type Render = (stored: StoredRequest, deps: ListenerDeps, call: CardCall) => ModalView;

interface CardForm {
  readonly title: string;
  /** What the form is for: it is shown to those who could do that now. */
  readonly type: PersonCommandType;
}

export const openDenial = openForm({ title: denialTitle, type: 'deny' }, ({ request }) =>
  renderDenial(request.id),
);

export const openClose = openForm({ title: closeTitle, type: 'close' }, ({ request }, deps) =>
  renderClose(request.id, kindOf(deps, request)),
);

export const openStop = openForm({ title: stopTitle, type: 'cancel' }, ({ request }, deps, { user }) =>
  renderStop(request, user, kindOf(deps, request)),
);

export const openAdopt = openForm({ title: 'Follow a restore', type: 'adopt' }, ({ request }, deps) =>
  renderAdopt(request.id, candidatesOf(request.state), kindOf(deps, request)),
);

export const openAcknowledge = openForm({ title: acknowledgeTitle, type: 'acknowledge' }, ({ request }) =>
  renderAcknowledge(request),
);

export const openGlassReview = openForm(
  { title: glassReviewTitle, type: 'review-glass' },
  ({ request }, deps) => renderGlassReview(request, kindOf(deps, request)),
);

export const openApproval = openChecked({ title: approvalTitle, type: 'approve' }, renderApproval);

export const openBreakGlass = openChecked({ title: breakGlassTitle, type: 'break-glass' }, renderBreakGlass);

/** Nothing is asked of a vendor: the record says all that the form shows. */
function openForm(form: CardForm, render: Render): Listener {
  return async (deps, call) => {
    await openedIfAllowed(deps, call, form, render);
  };
}

/** Shows what the record says, then what the vendor says now; only that can be submitted. */
function openChecked(form: CardForm, render: (facts: CheckedFacts) => ModalView): Listener {
  return async (deps, call) => {
    const { requestId, agreement } = call.ref;
    const known = await openedIfAllowed(deps, call, form, (stored) =>
      renderKnown(form.title, stored, deps.service.cardFacts(stored)),
    );
    if (known === undefined) return;
    await fill(deps, call, known, async () => {
      const recheck = await deps.service.recheck(requestId, AbortSignal.timeout(vendorMs));
      // The vendor may have taken a while.
      const no = await whyNot(deps, call, form);
      if (no !== undefined) return no;
      if (recheck === undefined)
        return notice(form.title, refusalText({ code: 'no-such-request', requestId }));
      return render({ recheck, kind: kindOf(deps, recheck.stored.request), clicked: agreement });
    });
  };
}

/** Opens at once; gives the modal with the form in it, where the person who clicked may have it. */
async function openedIfAllowed(
  deps: ListenerDeps,
  call: CardCall,
  { title, type }: CardForm,
  render: Render,
): Promise<OpenView | undefined> {
  const { requestId } = call.ref;
  const opening = notice(title, 'Reading the request…', { requestId });
  const opened = await deps.slack.openView(call.triggerId, opening);
  let isOpen = false;
  const filled = await fill(deps, call, opened, async () => {
    const may = await mayAct(deps, call, type);
    if (may.type === 'refused') return refusedNotice(deps, title, requestId, may.refusal);
    isOpen = true;
    return render(may.stored, deps, call);
  });
  return isOpen ? filled : undefined;
}

async function whyNot(
  deps: ListenerDeps,
  call: CardCall,
  { title, type }: CardForm,
): Promise<ModalView | undefined> {
  const may = await mayAct(deps, call, type);
  return may.type === 'refused' ? refusedNotice(deps, title, call.ref.requestId, may.refusal) : undefined;
}

async function mayAct({ service }: ListenerDeps, { user, ref }: CardCall, type: PersonCommandType) {
  return service.mayAct({ type: 'person', userId: user }, ref.requestId, type);
}

async function refusedNotice(deps: ListenerDeps, title: string, requestId: string, refusal: ServiceRefusal) {
  return notice(title, await refusalAbout(deps, requestId, refusal));
}
