import { z } from 'zod';
import { defined } from '#core/defined.ts';
import type { Match as Model } from '#core/match.ts';
import { Times } from './times.ts';
import { ChannelId } from './values.ts';

const patterns = (what: string) =>
  z
    .array(z.string().min(1))
    .min(1, 'write at least one, or leave it out, which means every one')
    .optional()
    .describe(`${what}; \`*\` is any run of characters, \`?\` any one`);

const deniesBoth = 'with `effect: deny` also the source’s, unless `sources` or `sourceTags` is written';

/** What must all be true of a restore; what is left out is true of every one. */
export const Match = z
  .strictObject({
    connections: patterns('names of connections'),
    kinds: patterns('kinds of restore, such as `cluster`'),
    impacts: z
      .array(z.enum(['in-place', 'new-target', 'download']))
      .min(1, 'write at least one of in-place, new-target and download, or leave it out')
      .optional()
      .describe('what it does to its target'),
    sources: patterns('the source’s name or id'),
    sourceTags: z
      .record(z.string(), z.string())
      .optional()
      .describe('by name of the source’s tag or label, a pattern of its value'),
    targets: patterns(`the target’s name or id; ${deniesBoth}`),
    tags: z
      .record(z.string(), z.string())
      .optional()
      .describe(
        `by name of the target’s tag or label at the vendor, a pattern of its value: \`{env: prod*}\`; ${deniesBoth}`,
      ),
    channels: z
      .array(ChannelId)
      .min(1, 'write at least one, or leave it out, which means every one')
      .optional()
      .describe('ids of the channels in which the card is'),
    times: Times.optional().describe('when it is asked, approved and started'),
  })
  .transform((written): Model => {
    const { connections, kinds, impacts, sources, sourceTags, targets, tags, channels, times } = written;
    return {
      ...defined({ connections, kinds, impacts, sources, sourceTags, targets, tags, channels, times }),
    };
  });
