-- Requests from a file, one body a line, in turn. Arguments: the file, headers as lines "name: value", the text that
-- every right answer contains, and "once" when no body may be sent twice.
local ffi = require("ffi")
ffi.cdef("typedef struct { long s, us; } bench_time; int gettimeofday(bench_time *, void *);")

local requests, sent, heard, expected = {}, 0, 0, ""
local threads = {}
wrong, began, ended = 0, 0, 0

local function now()
  local time = ffi.new("bench_time")
  ffi.C.gettimeofday(time, nil)
  return tonumber(time.s) + tonumber(time.us) / 1e6
end

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  local headers = {}
  for name, value in arguments[2]:gmatch("([^:\n]+): ([^\n]+)") do headers[name] = value end
  for body in io.lines(arguments[1]) do
    table.insert(requests, wrk.format("POST", nil, headers, body))
  end
  expected, began = arguments[3], now()
  if arguments[4] == "once" then
    delay = wait_when_all_is_sent
    response = look
  end
end

function request()
  sent = sent + 1
  return requests[(sent - 1) % #requests + 1]
end

function wait_when_all_is_sent()
  return sent < #requests and 0 or 600000
end

function look(status, headers, body)
  heard = heard + 1
  if heard > #requests then return end  -- connections that were quicker than the end
  if status ~= 200 or not body:find(expected, 1, true) then wrong = wrong + 1 end
  if heard == #requests then
    ended = now()
    wrk.thread:stop()
  end
end

function done(summary, latency)
  local errors, seconds = summary.errors, summary.duration / 1e6
  local ended = threads[1]:get("ended")
  if ended > 0 then seconds = ended - threads[1]:get("began") end
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout + threads[1]:get("wrong")
  io.write(string.format('{"requests": %d, "seconds": %.6f, "p50_ms": %.4f, "p99_ms": %.4f, "failed": %d}\n',
    summary.requests, seconds, latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed))
end
