import { script } from './script.ts';

/** For scripts that write an entry: under the next number, in the same step as everything else they do. */
export const appendFunction = `
local function append(entries, sequence, of, rest)
  local seq = redis.call('INCR', sequence)
  local number = string.format('%d', seq)
  redis.call('HSET', entries, number, '{"seq":' .. number .. ',' .. rest)
  if of then redis.call('RPUSH', of, number) end
  return seq
end`;

/** KEYS: entries, sequence, state; ARGV: entry, field of the state to keep its number in or empty. */
export const appendScript = script(`${appendFunction}
local seq = append(KEYS[1], KEYS[2], nil, ARGV[1])
if ARGV[2] ~= '' then redis.call('HSET', KEYS[3], ARGV[2], string.format('%d', seq)) end
return seq`);

/** KEYS: entries, sequence, state; ARGV: configuration as it was (or empty) and is, entry. 0: it is not as it was. */
export const configurationScript = script(`${appendFunction}
if (redis.call('HGET', KEYS[3], 'configuration') or '') ~= ARGV[1] then return 0 end
local seq = append(KEYS[1], KEYS[2], nil, ARGV[3])
redis.call('HSET', KEYS[3], 'configuration', ARGV[2])
return seq`);

/**
 * The first of one person and reason is written, the next ones are counted; 0: counted. An entry is listed under its
 * request only where there is one. KEYS: entries, sequence, refusals, repeats, [request, list of its entries]; ARGV:
 * name, refusal, entry.
 */
export const refusalScript = script(`${appendFunction}
if redis.call('HEXISTS', KEYS[3], ARGV[1]) == 1 then
  redis.call('HINCRBY', KEYS[4], ARGV[1], 1)
  return 0
end
local of = KEYS[5] and redis.call('EXISTS', KEYS[5]) == 1 and KEYS[6] or nil
local seq = append(KEYS[1], KEYS[2], of, ARGV[3])
redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
return seq`);

/** KEYS as before; ARGV: name, repeats as they were read, entry. -1: it has changed; 0: there was nothing to write. */
export const closeRefusalScript = script(`${appendFunction}
if redis.call('HEXISTS', KEYS[3], ARGV[1]) == 0 then return -1 end
if (redis.call('HGET', KEYS[4], ARGV[1]) or '0') ~= ARGV[2] then return -1 end
local seq = 0
if ARGV[2] ~= '0' then
  local of = KEYS[5] and redis.call('EXISTS', KEYS[5]) == 1 and KEYS[6] or nil
  seq = append(KEYS[1], KEYS[2], of, ARGV[3])
end
redis.call('HDEL', KEYS[3], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
return seq`);

/** KEYS: sequence, seals, state. */
export const headScript = script(`
return {
  redis.call('GET', KEYS[1]) or '0',
  redis.call('ZRANGE', KEYS[2], -1, -1),
  redis.call('HGET', KEYS[3], 'first') or '1',
  redis.call('TIME')
}`);

/** KEYS: seals; ARGV: line, last entry, the newest seal or empty. */
export const sealScript = script(`
if (redis.call('ZRANGE', KEYS[1], -1, -1)[1] or '') ~= ARGV[3] then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
return 1`);

/** KEYS: entries, state, [list of a request's entries]…; ARGV: first and last number. */
export const dropScript = script(`
local first, last = tonumber(ARGV[1]), tonumber(ARGV[2])
if (redis.call('HGET', KEYS[2], 'first') or '1') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], 'first', string.format('%d', last + 1))
for seq = first, last do redis.call('HDEL', KEYS[1], string.format('%d', seq)) end
for i = 3, #KEYS do
  while tonumber(redis.call('LINDEX', KEYS[i], 0) or last + 1) <= last do redis.call('LPOP', KEYS[i]) end
end
return 1`);
