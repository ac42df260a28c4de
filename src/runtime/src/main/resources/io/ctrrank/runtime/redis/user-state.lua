-- All that is stored of a user, as of one moment. KEYS: the list, the hash. ARGV: most events.
-- Returns the events, the hash's fields and values, the milliseconds that each key still has, 1 if
-- the profile is the application's own; nothing if a key is of another type.
if not fits(KEYS[1], 'list') or not fits(KEYS[2], 'hash') then
  return false
end
return {
  redis.call('LRANGE', KEYS[1], 0, ARGV[1] - 1),
  redis.call('HGETALL', KEYS[2]),
  redis.call('PTTL', KEYS[1]),
  redis.call('PTTL', KEYS[2]),
  made(KEYS[2]) and 0 or 1
}
