-- Puts a profile that was made from a user's events. KEYS: the hash. ARGV: the latest stamp that is
-- believed, the name of the user's life that the events are of, the profile, from how many events it
-- was made, when in milliseconds, and, where there is one, the field of its vector and the vector.
-- Returns how many profiles were put: none if the user was deleted meanwhile, has a profile of the
-- application's own, or one that was made of more events or later.
if redis.call('HGET', KEYS[1], 'life') ~= ARGV[2] then
  return 0
end
local known = made(KEYS[1])
if not known or known > tonumber(ARGV[4]) then
  return 0
end
local when = string.match(redis.call('HGET', KEYS[1], 'made') or '', '^%d+ (%d+) ')
if known == tonumber(ARGV[4]) and known > 0 and tonumber(when) > tonumber(ARGV[5]) then
  return 0
end
local note = ARGV[4] .. ' ' .. ARGV[5] .. ' ' .. redis.sha1hex(ARGV[3])
redis.call('HSET', KEYS[1], 'profile', ARGV[3], 'made', note)
if ARGV[6] and not stays(redis.call('HGET', KEYS[1], ARGV[6]), ARGV[7], tonumber(ARGV[1])) then
  redis.call('HSET', KEYS[1], ARGV[6], ARGV[7])
end
return 1
