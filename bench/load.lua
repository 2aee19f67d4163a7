-- What wrk asks for: one path, or with `random` and three numbers a partner's page of a niche in one of the
-- languages, each at random. Says at the end, on a line of its own, what came of it.

local languages = { "", "/it", "/ar" }
local partners, niches

function init(args)
  if args[1] == "random" then
    partners, niches = tonumber(args[2]), tonumber(args[3])
    math.randomseed(tonumber(args[4]))
  end
end

local fixed
function request()
  if partners then
    local path = string.format("%s/with/partner-%d/for/niche-%d",
      languages[math.random(3)], math.random(partners), math.random(niches))
    return wrk.format("GET", path)
  end
  fixed = fixed or wrk.format()
  return fixed
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d\n", summary.requests, summary.duration,
    e.connect + e.read + e.write + e.status + e.timeout))
end
