import { readSealLine } from '#core/audit/line.ts';
import { after } from '#core/instant.ts';
import { lastThrough } from './export.ts';
import type { SealDeps } from './seal.ts';

export type Rotation =
  | { readonly type: 'nothing' }
  /** Past their retention, but not exported. */
  | { readonly type: 'waiting'; readonly first: number }
  | { readonly type: 'rotated'; readonly through: number };

const sealsAtOnce = 500;

/**
 * Removes entries that are older than the retention, ms, and have been exported: whole seals only. The seal over the
 * last of them stays, so that what is left can be verified; that they went is a separate entry, written first.
 */
export async function rotateAudit(deps: SealDeps, retentionMs: number): Promise<Rotation> {
  const { first, now } = await deps.audit.head();
  const before = after(now, -retentionMs);
  const exported = await lastThrough(deps);
  let cut: { readonly to: number; readonly mac: string } | undefined;
  for (let next = first; ;) {
    const seals = (await deps.audit.seals(next, sealsAtOnce)).map((line) => readSealLine(line));
    for (const read of seals) {
      if (read === undefined || read.seal.at >= before) return leave(deps, cut);
      if (read.seal.to > exported) return cut === undefined ? { type: 'waiting', first } : leave(deps, cut);
      cut = { to: read.seal.to, mac: read.mac };
      next = cut.to + 1;
    }
    if (seals.length < sealsAtOnce) return leave(deps, cut);
  }
}

async function leave(
  { audit, log }: SealDeps,
  cut: { readonly to: number; readonly mac: string } | undefined,
): Promise<Rotation> {
  if (cut === undefined) return { type: 'nothing' };
  const through = cut.to;
  await audit.append({ kind: 'system', what: 'rotated', detail: { through, seal: cut.mac } });
  await audit.drop(through);
  log.info({ through }, 'exported audit entries removed');
  return { type: 'rotated', through };
}
