-- Sets the application's own profile, or takes a profile away, and its vectors with it. KEYS: the
-- list, the hash. ARGV: lifetime in milliseconds, a name for the user's life if it begins now, the
-- profile, which is left out to take it away; a user without events is none then. Returns 1; nothing
-- if a key is of another type.
if not fits(KEYS[1], 'list') or not fits(KEYS[2], 'hash') then
  return false
end
if ARGV[3] then
  redis.call('HSET', KEYS[2], 'profile', ARGV[3])
  redis.call('HSETNX', KEYS[2], 'life', ARGV[2])
  redis.call('HDEL', KEYS[2], 'made')
elseif redis.call('EXISTS', KEYS[1]) == 1 then
  local gone = {'profile', 'made'}
  for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
    if string.sub(field, 1, 7) == 'vector:' then
      gone[#gone + 1] = field
    end
  end
  redis.call('HDEL', KEYS[2], unpack(gone))
else
  redis.call('DEL', KEYS[2])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return 1
