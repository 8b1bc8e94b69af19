import { pino, type SerializedError, stdSerializers, type Logger } from 'pino';
import { ProviderError } from '#core/provider-error.ts';
import { workFields } from './tracing.ts';

/** Names of fields that may hold a credential, wherever they are in what is logged. */
const secretNames = ['authorization', 'token', 'apiKey', 'password', 'secret', 'botToken', 'appToken'];

/** JSON lines on stdout, or wherever `write` puts them. Errors are logged without request bodies or credentials. */
export function createLog(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    mixin: workFields,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: '***' },
    serializers: { err: serializeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function serializeError(error: unknown): unknown {
  if (error instanceof ProviderError) {
    const { cause: _, ...facts } = error.facts;
    return { type: error.name, message: error.message, ...facts };
  }
  return error instanceof Error ? plain(stdSerializers.err(error)) : error;
}

/**
 * Without what errors carry besides their words: ioredis adds the command that failed, and at a connection that is
 * `HELLO 3 AUTH` with the password; an invalid URL is added whole.
 */
function plain({ type, message, stack, ...more }: SerializedError): object {
  const facts: Readonly<Record<string, unknown>> = more;
  return { type, message, stack, code: facts['code'], syscall: facts['syscall'] };
}
