import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import { deriveKey, type Secret } from '#core/secret.ts';
import {
  type CardRef,
  decodeCardRef,
  decodeViewRef,
  encodeCardRef,
  encodeViewRef,
  type ViewRef,
} from './ids.ts';

/** What of a modal that came back says what it is about. */
interface Returned {
  readonly callback_id: string;
  readonly private_metadata: string;
}

/** `forged`: not as it was when it was opened for this person. `unmarked`: by a version that marked none, or not ours. */
type StampVerdict = 'ours' | 'unmarked' | 'forged';

/**
 * Marks every modal with whom it was opened for and what it is about, so that nobody can change either. A card's
 * buttons in a message for one person are marked alike: the record does not know where such a message is.
 */
export interface ViewStamp {
  mark<View extends ModalView | HomeView>(view: View, user: string): View;
  judge(view: Returned, user: string): StampVerdict;
  /** The blocks with every button of a card marked. */
  markButtons(blocks: readonly KnownBlock[], user: string): KnownBlock[];
  /** Whether a button was drawn for this person and about this. */
  isMarked(ref: CardRef, user: string): boolean;
}

/**
 * HMAC-SHA-256 with a key made out of the bot token: all processes have it, none has to remember what it opened, and
 * it works while Redis is away. A new token makes open forms useless, and their owners are told.
 */
export function createViewStamp(token: Secret): ViewStamp {
  const key = deriveKey(token, 'restorebot view stamp');

  function markOfButton({ requestId, agreement }: CardRef, user: string) {
    return macOf(['button', user, requestId, agreement]);
  }

  /** The value with the mark; nothing where it is not about a card. */
  function markedValue({ value }: { readonly value?: string | undefined }, user: string) {
    const ref = decodeCardRef(value);
    return ref === undefined ? {} : { value: encodeCardRef({ ...ref, mark: markOfButton(ref, user) }) };
  }

  function macOf(parts: readonly string[]): string {
    return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
  }

  function markOf(callbackId: string, { requestId, agreement, postIn }: ViewRef, user: string) {
    return macOf([user, callbackId, requestId, agreement ?? '', postIn ?? '']);
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
      return same(ref.mark, markOf(callbackId, ref, user)) ? 'ours' : 'forged';
    },
    markButtons: (blocks, user) =>
      blocks.map((block) => {
        if (block.type !== 'actions') return block;
        const elements = block.elements.map((element) => {
          if (element.type === 'button') return { ...element, ...markedValue(element, user) };
          if (element.type !== 'overflow') return element;
          const options = element.options.map((option) => ({ ...option, ...markedValue(option, user) }));
          return { ...element, options };
        });
        return { ...block, elements };
      }),
    isMarked: (ref, user) => ref.mark !== undefined && same(ref.mark, markOfButton(ref, user)),
  };
}

function same(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
