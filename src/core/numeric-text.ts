import { z } from 'zod';

/**
 * A number, or a text that is one: what `${PORT}` stands for comes from the environment, where everything is a text.
 */
export function numeric<Schema extends z.ZodType<number>>(schema: Schema) {
  return z.preprocess(
    (given) => (typeof given === 'string' && /^\s*-?\d+(\.\d+)?\s*$/u.test(given) ? Number(given) : given),
    schema,
  );
}

/** The same for `true` and `false`. */
export function flag(schema: z.ZodBoolean) {
  return z.preprocess((given) => {
    const text = typeof given === 'string' ? given.trim() : given;
    return text === 'true' ? true : text === 'false' ? false : given;
  }, schema);
}
