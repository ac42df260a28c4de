-- Whether a key may hold what is of this type.
local function fits(key, kind)
  local found = redis.call('TYPE', key).ok
  return found == 'none' or found == kind
end

-- An element of a list of events, as docs/redis.md has it: a bare id is a click, a time that is not
-- known is 0.
local function event(element)
  local read = {ts = 0, item = element, type = 'click', element = element}
  if string.sub(element, 1, 1) == '{' then
    local ok, object = pcall(cjson.decode, element)
    if ok and type(object) == 'table' then
      if type(object.item) == 'number' then
        read.item = string.format('%.0f', object.item)
      else
        read.item = tostring(object.item)
      end
      read.ts = tonumber(object.ts) or 0
      if type(object.type) == 'string' then
        read.type = object.type
      end
    end
  end
  return read
end

-- Of two events that are alike in this, one is the other sent again.
local function identity(one)
  return string.format('%.0f', one.ts) .. '\0' .. one.item .. '\0' .. one.type
end

-- By bytes; Lua's own order depends on the server's locale.
local function before(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then
      return x < y
    end
  end
  return #a < #b
end

-- The order of a list: the newest first, those of one second by their items.
local function precedes(a, b)
  if a.ts ~= b.ts then
    return a.ts > b.ts
  end
  if a.item ~= b.item then
    return before(a.item, b.item)
  end
  return before(a.type, b.type)
end

-- From how many events the profile in a hash was made, 0 if there is none, nil if it is the
-- application's own: then nothing notes how it was made, or notes it of another text.
local function made(hash)
  local found = redis.call('HMGET', hash, 'profile', 'made')
  local profile, note = found[1], found[2]
  if not profile then
    return 0
  end
  local events, digest = string.match(note or '', '^(%d+) %d+ (%x+)$')
  if events and digest == redis.sha1hex(profile) then
    return tonumber(events)
  end
  return nil
end

