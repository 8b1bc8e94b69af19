import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Vendor } from '#providers/http/types.ts';
import { rejection } from '#test/support/provider-harness.ts';
import { clientOf, json, kindOf, listen, read, write } from '#test/support/provider-http.ts';

const Envelope = z.object({ code: z.number(), message: z.string().optional() });

/** Says no under status 200, as `{"code": 7, "message": "…"}`. */
const vendor: Vendor = {
  name: 'Acme',
  requestIdHeaders: [],
  readFailure: (body) => {
    const { code, message } = Envelope.safeParse(body).data ?? {};
    return {
      ...(code === undefined ? {} : { code: String(code) }),
      ...(message === undefined ? {} : { message }),
    };
  },
  refusals: {
    codeIn: (body) => String(Envelope.safeParse(body).data?.code),
    pairs: { 200: ['7', '8'] },
  },
  saysNo: (body) => Envelope.safeParse(body).data?.code !== 0,
  refine: (_, code) => (code === '7' ? 'conflict' : code === '500' ? 'indeterminate' : undefined),
};

test.each([
  [7, 'taken', 'conflict', 'conflict'],
  [8, 'no such size', 'invalid', 'invalid'],
  [500, 'inside', 'unavailable', 'indeterminate'],
  [9, 'Rate limit exceeded', 'rate-limited', 'indeterminate'],
])(
  'a 200 whose body says %i %s is %s for a read and %s for a write',
  async (code, message, reads, writes) => {
    await using origin = await listen(json(200, { code, message, name: 'x' }));
    const client = clientOf(origin.url, { vendor });

    const errors = [await rejection(client.get(read())), await rejection(client.write(write()))];

    expect(errors.map(kindOf)).toEqual([reads, writes]);
    expect(errors).toMatchObject([
      { facts: { code: `${code}`, detail: message } },
      { facts: { httpStatus: 200 } },
    ]);
  },
);

test('a 200 whose body says yes is a success', async () => {
  await using origin = await listen(json(200, { code: 0, name: 'x' }));

  await expect(clientOf(origin.url, { vendor }).write(write())).resolves.toMatchObject({
    body: { name: 'x' },
  });
});
