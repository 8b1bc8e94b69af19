import { constants as os } from 'node:os';
import { constants as zlib } from 'node:zlib';
import { errors } from 'undici';
import { describe, expect, test } from 'vitest';
import { callText, codeOf, plainReason } from '#bot/ui/why.ts';
import { connectionFailure, errorCode } from '#core/connection-failure.ts';
import { ProviderError } from '#core/provider-error.ts';
import { withText } from '#core/stored-reason.ts';
import { callFailed } from '#core/why.ts';
import { connectionWords } from '#providers/http/connection-words.ts';
import { failureOf, unusable } from '#providers/http/failure.ts';
import { providersUnderTest } from '#test/support/providers-under-test.ts';

/** What looks like a code and not like a word: `UND_ERR_SOCKET`, `ECONNRESET`, `503`, `(16)`. */
const codes = /\b[A-Z]+_[A-Z_]+\b|\bE[A-Z]{3,}\b|\b\d{3}\b|\(\d+\)/u;

/** nodejs.org/api/tls.html#x509-certificate-error-codes, nodejs.org/api/errors.html and llhttp's list. */
const named = `
  UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_CRL CERT_SIGNATURE_FAILURE CERT_NOT_YET_VALID
  CERT_HAS_EXPIRED CERT_REVOKED CERT_UNTRUSTED CERT_REJECTED HOSTNAME_MISMATCH
  DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE
  ERR_TLS_CERT_ALTNAME_INVALID ERR_TLS_HANDSHAKE_TIMEOUT ERR_SSL_WRONG_VERSION_NUMBER
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION ERR_STREAM_PREMATURE_CLOSE HPE_INVALID_CONSTANT
  HPE_HEADER_OVERFLOW EAI_AGAIN ENOTFOUND ERR__ERROR_FORMAT_PADDING_1 PROXY_407 PROXY_502
`.match(/\w+/gu);

const ofUndici = Object.values(errors).flatMap((Kind) => {
  const { code } = Reflect.construct(Kind, ['x', { headers: {} }, { headers: {} }]) as { code?: unknown };
  return typeof code === 'string' ? [code] : [];
});

const all = [
  ...(named ?? []),
  ...ofUndici,
  ...Object.keys(os.errno),
  ...Object.keys(zlib).filter((key) => /^Z_.*ERROR$/u.test(key)),
];

describe('why a connection failed is a plain clause', () => {
  test.each(all)('%s', (code) => {
    const text = connectionWords('MongoDB Atlas', code);

    expect(text).toMatch(/^the connection to MongoDB Atlas [a-z]/u);
    expect(text).not.toMatch(codes);
  });

  test('a lost answer is told as one, and a code of tomorrow as a failure', () => {
    expect(connectionWords('MongoDB Atlas', 'UND_ERR_SOCKET')).toBe(
      'the connection to MongoDB Atlas closed before the answer came',
    );
    expect(connectionWords('it', 'UND_ERR_OF_TOMORROW')).toBe('the connection to it failed');
    expect(connectionWords('it', 'constructor')).toBe('the connection to it failed');
  });

  test('every code of undici has its own words, except those for mistakes of ours', () => {
    expect(ofUndici.filter((code) => connectionFailure(code) === 'other').toSorted()).toEqual([
      'ERR_WEBASSEMBLY_NOT_SUPPORTED',
      'UND_ERR',
      'UND_ERR_BPL_MISSING_UPSTREAM',
      'UND_ERR_INFO',
      'UND_ERR_INVALID_ARG',
      'UND_ERR_INVALID_RETURN_VALUE',
      'UND_ERR_MAX_ORIGINS_REACHED',
      'UND_ERR_NOT_SUPPORTED',
      'UND_ERR_REDIRECT_MAX',
      'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
      'UND_ERR_REQ_RETRY',
      'UND_ERR_RESPONSE',
      'UND_ERR_WS_MESSAGE_SIZE_EXCEEDED',
    ]);
  });

  test('the code is found below the error', () => {
    const low = Object.assign(new Error('low'), { code: 'ECONNRESET' });

    expect(errorCode(new Error('high', { cause: new AggregateError([new Error('x'), low]) }))).toBe(
      'ECONNRESET',
    );
    expect(errorCode(new Error('own words'))).toBeUndefined();
  });
});

describe.each(providersUnderTest)('an error of $vendor.name', ({ vendor }) => {
  const context = { connection: 'c', vendor, redact: (text: string) => text, now: () => new Date(0) };
  const empty = { header: () => undefined, body: { type: 'empty' } } as const;

  test.each([301, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504])('%i alone is a sentence', (status) => {
    for (const write of [true, false]) {
      const error = failureOf(context, { action: 'list the backups', write }, { status, ...empty });
      if (error === undefined) throw new Error(`${status} is no failure`);

      expect(callText(error)).toContain(`: ${vendor.name} `);
      expect(callText(error)).not.toMatch(codes);
      expect(codeOf(withText(callFailed(error)))).toBe(`HTTP_${status}`);
    }
    expect(unusable(vendor, { status: 200, ...empty })).toBe(`${vendor.name} answered with an empty body`);
  });

  test('keeps its code for Details and the audit', () => {
    const error = new ProviderError({
      kind: 'unauthorized',
      action: 'list the backups',
      detail: 'the key was revoked',
      advice: 'Put a good one into the configuration.',
      code: '16',
      httpStatus: 401,
    });
    const reason = withText(callFailed(error));

    expect(plainReason(reason)).toBe(
      'Could not list the backups: the key was revoked. Put a good one into the configuration.',
    );
    expect(codeOf(withText({ code: 'not-found', attempt: 1, trouble: reason }))).toBe('16');
    expect(plainReason(withText({ code: 'vendor-said', text: 'It is full.', vendorCode: '53100' }))).toBe(
      'It is full.',
    );
  });
});
