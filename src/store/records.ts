import { z } from 'zod';
import type { AuditSigner } from '#core/audit/store.ts';
import { Draft } from '#core/draft.ts';
import { RequestEvent } from '#core/events.ts';
import { HistoryRecord } from '#core/history.ts';
import { Look } from '#core/look.ts';
import { NewerRecord, type RequestList } from '#core/ports.ts';
import { newestSchema, RestoreRequest } from '#core/restore-request.ts';
import { Thread, untold } from '#core/thread.ts';
import { surplusOf, withSurplus } from '#core/unknown-fields.ts';
import { type RecordFields, whyTampered } from './record-mac.ts';

/** A stored record that does not fit; never the same as "not found". */
class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
  readonly requestId: string;

  constructor(requestId: string, detail: string, options?: ErrorOptions) {
    super(`the record of request ${requestId} cannot be read: ${detail}`, options);
    this.requestId = requestId;
  }
}

const AnySchema = z.object({ schema: z.number() });

export function writeRequest(request: RestoreRequest): string {
  return JSON.stringify(withSurplus(z.encode(RestoreRequest, request), request.surplus));
}

export function readRequest(id: string, text: string): RestoreRequest {
  const value = readJson(id, 'document', text);
  const version = AnySchema.safeParse(value);
  if (version.success && version.data.schema > newestSchema) {
    throw new NewerRecord(
      `Request ${id} was written by a newer restorebot: it has schema ${version.data.schema} and this one knows ${newestSchema}. Run the newer version.`,
    );
  }
  const request = readAs(RestoreRequest, id, 'document', value);
  if (request.id !== id) throw new UnreadableRecord(id, `its document is that of request ${request.id}`);
  return withUnknown(request, value, text, writeRequest(request));
}

/** Those of the records that are there and authentic; one that cannot be read keeps no other from being read. */
export function readRequests(
  signer: AuditSigner,
  records: readonly (readonly [id: string, fields: RecordFields | undefined])[],
): RequestList {
  const requests: RestoreRequest[] = [];
  const unreadable: string[] = [];
  const tampered: string[] = [];
  for (const [id, fields] of records) {
    if (fields === undefined) continue;
    if (whyTampered(signer, id, fields) !== undefined) {
      tampered.push(id);
      continue;
    }
    try {
      requests.push(readRequest(id, fields.document));
    } catch (error) {
      if (!(error instanceof NewerRecord) && !(error instanceof UnreadableRecord)) throw error;
      unreadable.push(id);
    }
  }
  return { requests, unreadable, tampered };
}

export function writeEvent(event: RequestEvent): string {
  return JSON.stringify(z.encode(RequestEvent, event));
}

/** All events of one request; as many as its version says, or the record is damaged. */
export function readEvents(request: RestoreRequest, texts: readonly string[]): readonly RequestEvent[] {
  const { id, version } = request;
  if (texts.length !== version) {
    throw new UnreadableRecord(id, `it is at version ${version} and has ${texts.length} events`);
  }
  return texts.map((text, index) => {
    const what = `event ${index + 1}`;
    return readAs(RequestEvent, id, what, readJson(id, what, text));
  });
}

export function writeLook(look: Look): string {
  return JSON.stringify(z.encode(Look, look));
}

export function readLook(id: string, text: string | null): Look | undefined {
  return text === null ? undefined : readAs(Look, id, 'look', readJson(id, 'look', text));
}

export function writeThread(thread: Thread): string {
  return JSON.stringify(withSurplus(z.encode(Thread, thread), thread.surplus));
}

/** The thread of a request that does not verify, for finding its card; one that cannot be read has told nothing. */
export function readUnverifiedThread(text: string | null): Thread {
  const thread = Thread.safeParse(jsonOrNothing(text));
  return thread.success ? thread.data : untold;
}

export function readThread(id: string, text: string | null): Thread {
  if (text === null) return untold;
  const value = readJson(id, 'thread', text);
  const thread = readAs(Thread, id, 'thread', value);
  return withUnknown(thread, value, text, writeThread(thread));
}

export function writeHistory(record: HistoryRecord): string {
  return JSON.stringify(z.encode(HistoryRecord, record));
}

/** `undefined`: a newer restorebot wrote it in a way that this one does not know, or it is damaged. */
export function readHistory(text: string): HistoryRecord | undefined {
  return HistoryRecord.safeParse(jsonOrNothing(text)).data;
}

/** The one thing that every version has written of it, so that a record which cannot be read still leaves every list. */
export function connectionOfHistory(text: string | null): string | undefined {
  return z.object({ connection: z.string() }).safeParse(jsonOrNothing(text)).data?.connection;
}

export function writeDraft(draft: Draft): string {
  return JSON.stringify(z.encode(Draft, draft));
}

export function readDraft(id: string, text: string): Draft {
  return readAs(Draft, id, 'draft', readJson(id, 'draft', text));
}

/** What was read, with what of it this version does not know. */
function withUnknown<Read extends object>(read: Read, value: unknown, text: string, asKnown: string): Read {
  // Mostly this very version wrote it, and there is nothing to compare field by field.
  const surplus = text === asKnown ? undefined : surplusOf(value, JSON.parse(asKnown));
  return surplus === undefined ? read : { ...read, surplus };
}

function jsonOrNothing(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function readJson(id: string, what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableRecord(id, `its ${what} is not JSON`, { cause: error });
  }
}

function readAs<Schema extends z.ZodType>(
  schema: Schema,
  id: string,
  what: string,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UnreadableRecord(id, `its ${what} does not fit: ${z.prettifyError(result.error)}`, {
    cause: result.error,
  });
}
