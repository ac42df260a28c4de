-- The stamp of a value (docs/redis.md: 1 byte version, 8 bytes stamp, 8 bytes fingerprint, 2 bytes
-- components, ...), nil for what is no value. Milliseconds stay exact in Lua's numbers.
local function stamp(value)
  if type(value) ~= 'string' or #value < 25 or string.byte(value, 1) ~= 1 then
    return nil
  end
  local low, high = string.byte(value, 18, 19)
  if #value ~= 23 + 2 * (low + 256 * high) then
    return nil
  end
  local number = 0
  for i = 9, 2, -1 do
    number = number * 256 + string.byte(value, i)
  end
  return number
end

-- Whether the old value stays: it is a value, newer, and of a time that has come.
local function stays(old, new, latest)
  local there = stamp(old)
  return there and there <= latest and there > stamp(new)
end

