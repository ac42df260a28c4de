-- Deletes a user, or looks what there is to delete, whatever lies under the keys. KEYS: the list, the
-- hash. ARGV: DEL or EXISTS. Returns how many keys there were, the profile, empty for none, and the
-- hash's fields.
local profile = redis.pcall('HGET', KEYS[2], 'profile')
local fields = redis.pcall('HKEYS', KEYS[2])
if type(profile) ~= 'string' then
  profile = ''
end
if fields.err then
  fields = {}
end
return {redis.call(ARGV[1], KEYS[1], KEYS[2]), profile, fields}
