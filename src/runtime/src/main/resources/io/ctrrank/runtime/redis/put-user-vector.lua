-- Puts a user's vector beside the profile that is stored, in place of an older one. KEYS: the hash.
-- ARGV: the latest stamp that is believed, the field, the value. Returns how many were put: none if
-- the profile was taken away meanwhile.
if not redis.call('HGET', KEYS[1], 'profile') then
  return 0
end
if stays(redis.call('HGET', KEYS[1], ARGV[2]), ARGV[3], tonumber(ARGV[1])) then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return 1
