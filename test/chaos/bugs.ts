import { setTimeout as pause } from 'node:timers/promises';
import type { ModalView } from '@slack/types';
import type { Around } from '#app/around.ts';
import { blocks, views } from '#bot/ids.ts';
import type { Unanswered } from '#core/approval.ts';
import { costNow, tickOf } from '#core/objectives.ts';
import { authentic, type Announcer, type StoredRequest, StoreUnavailable } from '#core/ports.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { Submission } from '#core/provider.ts';
import { hasEnded } from '#core/restore-request.ts';
import { sandboxTokens } from '#sandbox/scenario.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import type { Place } from './run.ts';

/**
 * Mistakes that restorebot must never make, put around its parts from outside, so that the judge can show that it
 * sees them.
 */

/** The vendor is asked before the record knows of it. */
function submitsBeforeIntent(): Around {
  return {
    provider: (provider) => {
      const early = new Map<string, Promise<Submission>>();
      return {
        ...provider,
        async baseline(plan, options) {
          const key = JSON.stringify(plan);
          const submission = provider.submit(plan, { ...options, mayPost: async () => true });
          submission.catch(() => undefined);
          early.set(key, submission);
          await submission.catch(() => undefined);
          // As long as the clocks of two computers may differ.
          await pause(20);
          return provider.baseline(plan, options);
        },
        async submit(plan, options) {
          return early.get(JSON.stringify(plan)) ?? provider.submit(plan, options);
        },
      };
    },
  };
}

/** Where the answer is lost, nobody looks for the restore: it is simply sent again. */
function sendsAgainBlindly(): Around {
  return {
    provider: (provider) => ({
      ...provider,
      async submit(plan, options) {
        try {
          return await provider.submit(plan, options);
        } catch (error) {
          if (!(error instanceof ProviderError) || error.kind !== 'indeterminate') throw error;
          // The gate opens once for each attempt, so a bug that sends again goes round it.
          return provider.submit(plan, { ...options, mayPost: async () => true });
        }
      },
    }),
  };
}

/** The end is told before it is saved, and then the save does not come about. */
function tellsBeforeSaving(): Around {
  const early = new Map<string, Pick<StoredRequest, 'request' | 'events'>>();
  let announcer: Announcer | undefined;
  return {
    announcer: (real) => {
      announcer = real;
      return real;
    },
    store: (store) => ({
      ...store,
      async load(id) {
        const stored = authentic(await store.load(id));
        return stored === undefined ? undefined : { ...stored, ...early.get(id) };
      },
      async save(change) {
        const { request, events } = change;
        const before = hasEnded(request.state) ? authentic(await store.load(request.id)) : undefined;
        if (before !== undefined) {
          // The announcer is shown what will be, once it is saved.
          early.set(request.id, { request, events: [...before.events, ...events] });
          await announcer?.converge(request.id);
          early.delete(request.id);
          throw new StoreUnavailable('the save that should have come first');
        }
        return store.save(change);
      },
    }),
  };
}

/** The last gate is not asked. */
function goesRoundTheGate(): Around {
  return {
    provider: (provider) => ({
      ...provider,
      submit: (plan, options) => provider.submit(plan, { ...options, mayPost: async () => true }),
    }),
  };
}

/** Between its intent and the write, it goes by what it saved itself. */
function doesNotReload(): Around {
  const saved = new Map<string, StoredRequest>();
  return {
    store: (store) => ({
      ...store,
      load: async (id) => saved.get(id) ?? store.load(id),
      async save(change) {
        const outcome = await store.save(change);
        const { id, state } = change.request;
        saved.delete(id);
        const stored = state.tag === 'submitting' ? authentic(await store.load(id)) : undefined;
        if (stored !== undefined) saved.set(id, stored);
        return outcome;
      },
    }),
  };
}

/** Every no of a status is taken for one of the vendor's. */
function takesAnyNoForARefusal(): Around {
  return {
    provider: (provider) => ({
      ...provider,
      async submit(plan, options) {
        try {
          return await provider.submit(plan, options);
        } catch (error) {
          const { kind, httpStatus = 0 } = error instanceof ProviderError ? error.facts : { kind: undefined };
          if (!(error instanceof ProviderError) || kind !== 'indeterminate' || httpStatus < 400) throw error;
          throw new ProviderError({ ...error.facts, kind: 'invalid' });
        }
      },
    }),
  };
}

/** Who was in a group once is in it. */
function looksPeopleUpOnce(): Around {
  const known = new Map<string, Promise<readonly string[] | Unanswered>>();
  return {
    directory: (directory) => ({
      ...directory,
      members(groupId) {
        const members = known.get(groupId) ?? directory.members(groupId);
        known.set(groupId, members);
        return members;
      },
    }),
  };
}

/** Whatever stands in Redis is believed. */
function believesRedis({ redis, prefix }: Place): Around {
  const signer = { ...auditSigner(sandboxTokens.botToken), check: () => 'right' as const };
  const believing = createRedisStore({ redis, prefix, signer });
  return { store: (store) => ({ ...store, load: (id) => believing.load(id) }) };
}

/** A check that could not look is taken for one that found the data right. */
function verifiesUnread(): Around {
  return {
    checkRunner: (runner) => ({
      async run(check, restored, options) {
        const result = await runner.run(check, restored, options);
        if (result.result !== 'not-checked') return result;
        const { by, name } = result;
        return { by, name, result: 'passed', saw: [{ type: 'boolean', value: true }] };
      },
    }),
  };
}

/** One of the forms comes without the box in which a loss is accepted. */
function withoutBox(form: string): Pick<Around, 'people'> {
  const without = (view: ModalView): ModalView =>
    view.callback_id === form
      ? { ...view, blocks: view.blocks.filter(({ block_id: id }) => id !== blocks.acknowledge) }
      : view;
  return {
    people: (people) => ({ ...people, updateView: (at, view) => people.updateView(at, without(view)) }),
  };
}

/** A vote counts although nobody ticked what is lost: the form has no box, and the click is taken for one. */
function countsUnacknowledged(): Around {
  return {
    ...withoutBox(views.approval),
    service: (service) => ({
      ...service,
      async act(who, requestId, command) {
        const loaded = command.type === 'approve' ? await service.load(requestId) : undefined;
        if (command.type !== 'approve' || loaded?.type !== 'loaded')
          return service.act(who, requestId, command);
        const cost = costNow(loaded.stored.request);
        const acknowledged = cost === undefined ? undefined : tickOf(cost);
        return service.act(who, requestId, { ...command, acknowledged });
      },
    }),
  };
}

/** The loss is accepted in the requester's name: they are shown no box, and the only one who ticks is the approver. */
function acceptsForTheRequester(): Around {
  return {
    ...withoutBox(views.review),
    service: (service) => ({
      ...service,
      async ask(command) {
        const outcome = await service.ask(command);
        if (outcome.type !== 'refused' || outcome.refusal.code !== 'not-acknowledged') return outcome;
        return service.ask({ ...command, acknowledged: tickOf(outcome.refusal.cost) });
      },
    }),
  };
}

/** By name, for the command line. */
export const bugs = {
  'submits-before-intent': submitsBeforeIntent,
  'sends-again-blindly': sendsAgainBlindly,
  'tells-before-saving': tellsBeforeSaving,
  'goes-round-the-gate': goesRoundTheGate,
  'does-not-reload': doesNotReload,
  'takes-any-no-for-a-refusal': takesAnyNoForARefusal,
  'looks-people-up-once': looksPeopleUpOnce,
  'believes-redis': believesRedis,
  'verifies-unread': verifiesUnread,
  'counts-unacknowledged': countsUnacknowledged,
  'accepts-for-the-requester': acceptsForTheRequester,
} as const satisfies Record<string, (place: Place) => Around>;
