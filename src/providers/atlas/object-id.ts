import { z } from 'zod';

/** MongoDB's ObjectId, 24 hexadecimal digits. */
export const ObjectId = z.string().regex(/^[0-9a-f]{24}$/i, 'is no ObjectId');

/**
 * When an ObjectId was made, to the second. Restore jobs show no time of creation; recorded jobs agree with their ids
 * to the second, which nobody documents, so it serves for matching only.
 */
export function createdAt(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8), 16) * 1_000);
}
