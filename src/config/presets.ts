import { z } from 'zod';

const Value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/** In quotes where a list that is typed would be read as more than one name. */
function inList(name: string): string {
  return /[\s,]/u.test(name) && !name.includes('"') ? `"${name}"` : name;
}

/** A preset as it is written; inside, its options are what somebody would type. */
export const PresetInFile = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'name presets with lower-case letters, digits and dashes')
    .meta({ description: 'what people type: `/restore run <name>`', example: 'payments-back' }),
  description: z.string().min(1).max(200).optional().describe('what it is for, in one line'),
  connection: z.string().meta({ description: 'the name of a connection', example: 'crdb-prod' }),
  kind: z.string().meta({
    description: 'a kind of restore of that connection, as in `/restore <connection> <kind>`',
    example: 'database',
  }),
  source: z.string().min(1).optional().describe('name or id; left out: chosen in the form'),
  options: z
    .record(
      z.string(),
      Value.transform((value) => (Array.isArray(value) ? value.map(inList).join(',') : String(value))),
    )
    .prefault({})
    .describe(
      'the options of `/restore` without their dashes, such as `{backup: latest, into: orders-prod}`; what is left out is asked in the form',
    ),
});
