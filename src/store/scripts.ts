import { script } from './script.ts';

/** A request in one piece, with the switch that stops submissions and Redis's clock. KEYS: request, events, switch. */
export const loadScript = script(`
return {
  redis.call('HMGET', KEYS[1], 'document', 'version', 'mac', 'eventsDigest', 'documentMac', 'look', 'thread'),
  redis.call('LRANGE', KEYS[2], 0, -1),
  redis.call('GET', KEYS[3]),
  redis.call('TIME')
}`);

/** Ids from several indexes, newest first. KEYS: sorted sets; ARGV: limit. */
export const newestScript = script(`
local limit = tonumber(ARGV[1])
local found = {}
for _, key in ipairs(KEYS) do
  local rows = redis.call('ZRANGE', key, 0, limit - 1, 'REV', 'WITHSCORES')
  for i = 1, #rows, 2 do found[#found + 1] = {id = rows[i], asked = tonumber(rows[i + 1])} end
end
table.sort(found, function(a, b)
  if a.asked == b.asked then return a.id > b.id end
  return a.asked > b.asked
end)
local ids = {}
for i = 1, math.min(limit, #found) do ids[i] = found[i].id end
return ids`);

/** KEYS: request, due; ARGV: id, version, look, due or empty, version of the thread or empty. */
export const saveLookScript = script(`
local at = redis.call('HMGET', KEYS[1], 'version', 'threadVersion')
if at[1] ~= ARGV[2] then return 0 end
if ARGV[5] ~= '' and (at[2] or '0') ~= ARGV[5] then return 0 end
redis.call('HSET', KEYS[1], 'look', ARGV[3])
if ARGV[4] == '' then redis.call('ZREM', KEYS[2], ARGV[1]) else redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1]) end
return 1`);

/** KEYS: open; ARGV: id, now, most. Takes a place, or gives 0. */
export const takeOpenPlaceScript = script(`
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 1 end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
return 1`);

/** KEYS: looking, line; ARGV: id, now, until, earliest, gap, 1 for in line in any case. Gives when to look next. */
export const nextLookScript = script(`
local now, earliest, gap = tonumber(ARGV[2]), tonumber(ARGV[4]), tonumber(ARGV[5])
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2])
local roundMs = redis.call('ZCARD', KEYS[1]) * gap
if roundMs <= earliest - now and ARGV[6] ~= '1' then return ARGV[4] end
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
local place = math.ceil(math.max(earliest, math.min(last + gap, now + roundMs)))
local text = string.format('%.0f', place)
redis.call('SET', KEYS[2], text, 'PX', string.format('%.0f', place - now + math.ceil(gap)))
return text`);

/** KEYS: request, due; ARGV: id, request version, thread version, thread, due or empty. */
export const saveThreadScript = script(`
local version = redis.call('HGET', KEYS[1], 'version')
if not version then return 0 end
local written = tonumber(redis.call('HGET', KEYS[1], 'threadVersion') or '0')
if written ~= tonumber(ARGV[3]) - 1 then return 0 end
redis.call('HSET', KEYS[1], 'thread', ARGV[4], 'threadVersion', ARGV[3])
if version == ARGV[2] then
  if ARGV[5] == '' then redis.call('ZREM', KEYS[2], ARGV[1]) else redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1]) end
end
return 1`);
