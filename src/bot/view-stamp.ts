import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { ModalView } from '@slack/types';
import type { Secret } from '#core/secret.ts';
import { decodeViewRef, encodeViewRef, type ViewRef } from './ids.ts';

/** What of a modal that came back says what it is about. */
interface Returned {
  readonly callback_id: string;
  readonly private_metadata: string;
}

/** `forged`: not as it was when it was opened for this person. `unmarked`: by a version that marked none, or not ours. */
type StampVerdict = 'ours' | 'unmarked' | 'forged';

/** Marks every modal with whom it was opened for and what it is about, so that nobody can change either. */
export interface ViewStamp {
  mark(view: ModalView, user: string): ModalView;
  judge(view: Returned, user: string): StampVerdict;
}

/**
 * HMAC-SHA-256 with a key made out of the bot token: all processes have it, none has to remember what it opened, and
 * it works while Redis is away. A new token makes open forms useless, and their owners are told.
 */
export function createViewStamp(token: Secret): ViewStamp {
  const key = new Uint8Array(hkdfSync('sha256', token.reveal(), '', 'restorebot view stamp', 32));

  function markOf(callbackId: string, { requestId, agreement, postIn }: ViewRef, user: string) {
    const text = JSON.stringify([user, callbackId, requestId, agreement ?? '', postIn ?? '']);
    return createHmac('sha256', key).update(text).digest('base64url').slice(0, 22);
  }

  return {
    mark(view, user) {
      const ref = decodeViewRef(view.private_metadata);
      if (ref === undefined) return view;
      const mark = markOf(view.callback_id ?? '', ref, user);
      return { ...view, private_metadata: encodeViewRef({ ...ref, mark }) };
    },
    judge({ callback_id: callbackId, private_metadata: metadata }, user) {
      const ref = decodeViewRef(metadata);
      if (ref?.mark === undefined) return 'unmarked';
      const [given, right] = [Buffer.from(ref.mark), Buffer.from(markOf(callbackId, ref, user))];
      return given.length === right.length && timingSafeEqual(given, right) ? 'ours' : 'forged';
    },
  };
}
