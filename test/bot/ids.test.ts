import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blocks,
  cardActions,
  decodeCardRef,
  decodeFieldBlock,
  decodeViewRef,
  encodeCardRef,
  encodeFieldBlock,
  encodeViewRef,
  formActions,
  PostIn,
  views,
} from '#bot/ids.ts';

const id = fc.string({ minLength: 1 });

describe('what goes to Slack', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(id, id, fc.constantFrom(...PostIn.options, undefined), (requestId, agreement, postIn) => {
        expect(decodeCardRef(encodeCardRef({ requestId, agreement }))).toEqual({ requestId, agreement });
        expect(decodeViewRef(encodeViewRef({ requestId, agreement, postIn }))).toEqual({
          requestId,
          agreement,
          postIn,
        });
        const dependsOn = '0a1b2c3d';
        const fieldId = agreement.replaceAll(/[\n\r\u2028\u2029]/gu, '_');
        expect(decodeFieldBlock(encodeFieldBlock({ fieldId, dependsOn }))).toEqual({ fieldId, dependsOn });
      }),
    );
  });

  test.each([undefined, '', 'v0:r1', 'null', '[]', '{"r":1,"a":"x"}', '{"r":"r1"}', '{"r":"","a":"x"}'])(
    'as %j is no button of ours',
    (value) => {
      expect(decodeCardRef(value)).toBeUndefined();
    },
  );

  test.each([undefined, '', '7', '{}', '{"r":"r1","p":"anywhere"}'])('as %j is no form of ours', (value) => {
    expect(decodeViewRef(value)).toBeUndefined();
  });

  test('is a field only where it has the shape of one', () => {
    for (const blockId of Object.values(blocks)) expect(decodeFieldBlock(blockId)).toBeUndefined();
  });
});

test('no two ids are the same, and all are letters and hyphens', () => {
  const all = [...Object.values(views), ...Object.values(cardActions), ...Object.values(formActions)];

  expect(new Set(all).size).toBe(all.length);
  expect(all.filter((each) => !/^[a-z-]+$/u.test(each))).toEqual([]);
});
