import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type About, AuditEntry, type Happening, Seal, Trailer } from './entry.ts';
import type { AuditSigner } from './store.ts';

/*
 * How an entry and a seal are written down: one line of JSON that ends with its mac. The mac is over the exact bytes
 * between the number and the mac, so nothing has to be brought into a canonical form to check it.
 *
 *   {"seq":7,"kind":"transition",…,"mac":"…"}     the number is given by the store, in the save itself
 *   {"from":1,"to":7,…,"mac":"…"}
 */

/** An entry without its number: what the store puts `{"seq":7,` before. */
export interface SignedEntry {
  readonly rest: string;
  readonly mac: string;
}

export interface TransitionFacts {
  readonly at: Date;
  readonly requestId: string;
  readonly version: number;
  readonly prev: string;
  readonly about: About;
  /** The event's stored bytes. */
  readonly eventJson: string;
}

/** The event's bytes go in as they are stored; `prev` binds it to the request's entry before. */
export function signTransition(signer: AuditSigner, facts: TransitionFacts): SignedEntry {
  const { requestId, version, prev, about, eventJson } = facts;
  const at = facts.at.toISOString();
  const head = { kind: 'transition', at, key: signer.keyId, prev, requestId, version, about };
  return signed(signer, `${inner(head)},"event":${eventJson}`);
}

export function signHappening(
  signer: AuditSigner,
  happening: Happening,
  { at, id }: { readonly at: Date; readonly id: string },
): SignedEntry {
  const entry: AuditEntry = { ...happening, at, id, key: signer.keyId };
  return signed(signer, inner(z.encode(AuditEntry, entry)));
}

function signed(signer: AuditSigner, body: string): SignedEntry {
  const mac = signer.sign(`entry\n${body}`);
  return { rest: `${body},"mac":"${mac}"}`, mac };
}

export function entryLine(seq: number, { rest }: SignedEntry): string {
  return `{"seq":${seq},${rest}`;
}

export function sealLine(signer: AuditSigner, seal: Omit<Seal, 'key'>): string {
  const body = inner(z.encode(Seal, { ...seal, key: signer.keyId }));
  return `{${body},"mac":"${signer.sign(`seal\n${body}`)}"}`;
}

/** The last line of an export. */
export function trailerLine(signer: AuditSigner, trailer: Omit<Trailer, 'key'>): string {
  const body = inner(z.encode(Trailer, { ...trailer, key: signer.keyId }));
  return `{${body},"mac":"${signer.sign(`trailer\n${body}`)}"}`;
}

/** Over lines as a seal counts them. */
export function digestOfLines(lines: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line}\n`);
  return hash.digest('hex');
}

export interface ReadEntry {
  readonly type: 'entry';
  readonly seq: number;
  readonly entry: AuditEntry;
  readonly body: string;
  readonly mac: string;
  readonly line: string;
}
export interface ReadSeal {
  readonly type: 'seal';
  readonly seal: Seal;
  readonly body: string;
  readonly mac: string;
}

export interface ReadTrailer {
  readonly type: 'trailer';
  readonly trailer: Trailer;
  readonly body: string;
  readonly mac: string;
}

const entryShape = /^\{"seq":(?<seq>[1-9]\d*),(?<body>.*),"mac":"(?<mac>[0-9a-f]{64})"\}$/s;
const trailerShape = /^\{(?<body>"first":.*),"mac":"(?<mac>[0-9a-f]{64})"\}$/s;
const sealShape = /^\{(?<body>"from":.*),"mac":"(?<mac>[0-9a-f]{64})"\}$/s;

/** `undefined`: it is no entry. Its mac is not checked. */
export function readEntryLine(line: string): ReadEntry | undefined {
  const { seq, body, mac } = entryShape.exec(line)?.groups ?? {};
  if (seq === undefined || body === undefined || mac === undefined) return undefined;
  const entry = AuditEntry.safeParse(parseJson(`{${body}}`));
  return entry.success ? { type: 'entry', seq: Number(seq), entry: entry.data, body, mac, line } : undefined;
}

/** `undefined`: it is no seal. Its mac is not checked. */
export function readSealLine(line: string): ReadSeal | undefined {
  const { body, mac } = sealShape.exec(line)?.groups ?? {};
  if (body === undefined || mac === undefined) return undefined;
  const seal = Seal.safeParse(parseJson(`{${body}}`));
  return seal.success ? { type: 'seal', seal: seal.data, body, mac } : undefined;
}

/** `undefined`: it is no trailer. Its mac is not checked. */
export function readTrailerLine(line: string): ReadTrailer | undefined {
  const { body, mac } = trailerShape.exec(line)?.groups ?? {};
  if (body === undefined || mac === undefined) return undefined;
  const trailer = Trailer.safeParse(parseJson(`{${body}}`));
  return trailer.success ? { type: 'trailer', trailer: trailer.data, body, mac } : undefined;
}

function inner(value: object): string {
  return JSON.stringify(value).slice(1, -1);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether restorebot wrote this entry. */
export function isRight(signer: Pick<AuditSigner, 'check'>, { body, entry, mac }: ReadEntry): boolean {
  return signer.check(`entry\n${body}`, entry.key, mac) === 'right';
}
