-- Puts events of a user in their places. KEYS: the list, the hash. ARGV: most events that stay,
-- lifetime in milliseconds, events of a block, a name for the user's life if it begins now, then for
-- each event, in the order of the list, its time, item, type and element.
-- Returns how many were taken, how many are older than all that may stay, how many events there were
-- so far, and 1 if the profile is to be made anew; nothing if a key is of another type.
if not fits(KEYS[1], 'list') or not fits(KEYS[2], 'hash') then
  return false
end
local most = tonumber(ARGV[1])
local block = tonumber(ARGV[3])
local fresh = {}
for i = 5, #ARGV, 4 do
  fresh[#fresh + 1] =
    {ts = tonumber(ARGV[i]), item = ARGV[i + 1], type = ARGV[i + 2], element = ARGV[i + 3]}
end

-- From the head to where everything is older than what is new: mostly a few elements, so few are
-- read first.
local size = redis.call('LLEN', KEYS[1])
local last = math.min(size, most)
local oldest = fresh[#fresh].ts
local there, seen, reading = {}, {}, true
while reading and #there < last do
  local to = math.min(#there + (#there == 0 and 8 or 64), last)
  for _, element in ipairs(redis.call('LRANGE', KEYS[1], #there, to - 1)) do
    local old = event(element)
    there[#there + 1] = old
    seen[identity(old)] = true
    reading = reading and old.ts >= oldest
  end
end

local merged, taken, beyond, deepest, passed = {}, 0, 0, 0, 0
for _, new in ipairs(fresh) do
  local name = identity(new)
  if not seen[name] then
    seen[name] = true
    while there[passed + 1] and precedes(there[passed + 1], new) do
      passed = passed + 1
      merged[#merged + 1] = there[passed].element
    end
    if #merged < most then
      merged[#merged + 1] = new.element
      taken = taken + 1
      deepest = #merged
    else
      beyond = beyond + 1
    end
  end
end

local count = math.max(tonumber(redis.call('HGET', KEYS[2], 'events') or 0) or 0, size)
if taken > 0 then
  count = count + taken
  -- The first write: a server that is full refuses it, and with it all of them.
  redis.call('HSET', KEYS[2], 'events', count)
  redis.call('HSETNX', KEYS[2], 'life', ARGV[4])
  if deepest > taken then
    redis.call('LTRIM', KEYS[1], deepest - taken, -1)
  end
  for from = deepest, 1, -500 do
    local part = {}
    for i = from, math.max(from - 499, 1), -1 do
      part[#part + 1] = merged[i]
    end
    redis.call('LPUSH', KEYS[1], unpack(part))
  end
  redis.call('LTRIM', KEYS[1], 0, most - 1)
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
end

-- A profile tells of whole blocks; the newest events, a block not yet whole, are not in it. Nothing
-- may have been taken because it is sent again, by whom no answer reached.
local rest = count % block
local known = made(KEYS[2])
local due = known and count > rest and (deepest > rest or known < count - rest)
return {taken, beyond, count, due and 1 or 0}
