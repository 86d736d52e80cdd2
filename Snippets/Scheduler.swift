// A toy scheduler: whose token comes next, and how many requests fit.
//
//     swift run -c release Scheduler Fixtures/chat.csv

import DecodeStatistics
import DecodeTraces

let path = CommandLine.arguments.dropFirst().first ?? "Fixtures/chat.csv"
let answers = try TraceReader().contents(of: [path], keeping: .all).answers
let future = answers.suffix(answers.count / 2)
var tables = LifeTables()
for answer in answers.prefix(answers.count / 2) {
  try tables.record(
    task: answer.request.task ?? "all", length: answer.tokens,
    ending: answer.ending)
}
let cap = 1024
let laws = try Dictionary(
  uniqueKeysWithValues: tables.tasks.map { task in
    (task, try KaplanMeier(tables[task] ?? LifeTable()))
  })
// In decode steps: every position takes one.
let step = try ConstantLatency(secondsPerToken: 1)
let indices = laws.mapValues {
  SchedulingTable(TotalDecodeTime($0, latency: step, cap: cap))
}

// Requests come in bursts of forty to eight slots, which are nine tenths busy;
// every slot makes a token a step, and at each step the requests of least
// priority value have the slots.
struct Job {
  var arrival: Int, tokens: Int, table: SchedulingTable, generated = 0
}

@MainActor func meanFlowTime(_ priority: (Job) -> Double) -> Double {
  let work = future.reduce(0) { $0 + min($1.tokens, cap) }
  let gap = Double(work) / Double(future.count) / 8 / 0.9
  var waiting = future.enumerated().reversed().compactMap { place, answer in
    indices[answer.request.task ?? "all"].map {
      Job(
        arrival: Int(Double(place / 40 * 40) * gap),
        tokens: min(answer.tokens, cap),
        table: $0)
    }
  }
  var (running, step, total) = ([(value: Double, job: Job)](), 0, 0)
  while !waiting.isEmpty || !running.isEmpty {
    while let next = waiting.last, next.arrival <= step {
      running.append((priority(next), next))
      waiting.removeLast()
    }
    running.sort { ($0.value, $0.job.arrival) < ($1.value, $1.job.arrival) }
    for slot in 0..<min(8, running.count) {
      running[slot].job.generated += 1
      running[slot].value = priority(running[slot].job)
    }
    step += 1
    running.removeAll { _, job in
      guard job.generated == job.tokens else { return false }
      total += step - job.arrival
      return true
    }
  }
  return Double(total) / Double(future.count)
}

print("mean steps from arrival to last token")
print("  first come       ", meanFlowTime { Double($0.arrival) })
print(
  "  shortest expected",
  meanFlowTime { $0.table.meanResidualTime(after: $0.generated) })
print(
  "  Gittins          ",
  meanFlowTime { -$0.table.gittinsIndex(after: $0.generated) })

// Batches that start together, as large as P(peak > capacity) ≤ 1 % allows.
let (capacity, risk) = (30_000, 0.01)
var (batches, admitted, reserved, exceeded) = (0, 0, 0, 0)
for start in stride(from: 0, to: future.count - 200, by: 10) {
  let queue = Array(future.dropFirst(start).prefix(200))
  let requests = try queue.compactMap { answer in
    try laws[answer.request.task ?? "all"].map {
      try RunningRequest(
        $0, promptTokens: answer.request.promptTokens ?? 0, cap: cap)
    }
  }
  var (fits, tooMany) = (0, requests.count + 1)
  while tooMany - fits > 1 {
    let middle = (fits + tooMany) / 2
    let peak = PeakCache(Array(requests.prefix(middle)))
    let limits = try peak.probability(exceeding: capacity, deciding: risk)
    if limits.upper ?? 1 <= risk { fits = middle } else { tooMany = middle }
  }
  let batch = queue.prefix(fits)
  let peak =
    (1...cap).map { step in
      batch.filter { $0.tokens >= step }.reduce(0) {
        $0 + ($1.request.promptTokens ?? 0) + step
      }
    }.max() ?? 0
  var (worst, held) = (0, 0)
  for answer in queue {
    held += (answer.request.promptTokens ?? 0) + cap
    if held <= capacity { worst += 1 }
  }
  (batches, admitted, reserved) = (
    batches + 1, admitted + fits, reserved + worst
  )
  if peak > capacity { exceeded += 1 }
}
print("requests in a batch of at most \(capacity) tokens of cache")
print("  prompt and cap reserved", Double(reserved) / Double(batches))
print("  P(peak > capacity) ≤ 1 %", Double(admitted) / Double(batches))
print("  batches that exceeded   ", "\(exceeded) of \(batches)")
