-- Puts vectors in place of older ones. KEYS: where. ARGV: the latest stamp that is believed, the
-- lifetime of a miss fill in milliseconds, then for each key the value and '1' if it is preloaded.
-- Returns how many were put.
local put = 0
for i = 1, #KEYS do
  local key = KEYS[i]
  local value = ARGV[2 * i + 1]
  local preloaded = ARGV[2 * i + 2] == '1'
  -- A key of another type is an error, which is no value.
  local old = redis.pcall('GET', key)
  if stays(old, value, tonumber(ARGV[1])) then
    if preloaded then
      redis.call('PERSIST', key)
    end
  else
    if preloaded or (stamp(old) and redis.call('PTTL', key) == -1) then
      redis.call('SET', key, value)
    else
      redis.call('SET', key, value, 'PX', ARGV[2])
    end
    put = put + 1
  end
end
return put
