-- Puts a user's vector beside what is stored of the user, in place of an older one. KEYS: the hash.
-- ARGV: the latest stamp that is believed, the field, the value. Returns how many were put.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
if stays(redis.call('HGET', KEYS[1], ARGV[2]), ARGV[3], tonumber(ARGV[1])) then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return 1
