import DecodeStatistics
import Foundation

/// Measured times of the public traces, as rows for the latency fits.
enum LatencyTraces {
  /// The rows of a file, each by the header's names.
  private static func rows(_ file: URL) throws -> [[String: Substring]] {
    let lines = try String(contentsOf: file, encoding: .utf8)
      .split(separator: "\n")
    let names = lines[0].split(separator: ",").map(String.init)
    return lines.dropFirst().map { line in
      Dictionary(
        zip(names, line.split(separator: ",", omittingEmptySubsequences: false))
      ) { first, _ in first }
    }
  }

  private static func number(
    _ row: [String: Substring], _ name: String
  ) -> Double {
    row[name].flatMap { Double($0) } ?? .nan
  }

  private static func configuration(
    _ row: [String: Substring], _ names: [String]
  ) -> ServingConfiguration {
    ServingConfiguration(
      Dictionary(uniqueKeysWithValues: names.map { ($0, "\(row[$0] ?? "")") }))
  }

  /// Spec-Bench: turns of one model at batch 1.
  static func specBench(_ folder: URL) throws -> [LatencyObservation] {
    try rows(folder.appending(path: "spec-bench/specbench_vanilla.csv")).map {
      LatencyObservation(
        tokens: Int(number($0, "new_tokens")),
        decodeSeconds: number($0, "wall_time_s"),
        steps: Int(number($0, "decoding_steps")))
    }
  }

  /// LLMServingSim: requests on two GPUs, the batch being the requests in
  /// flight beside each, on average over its time.
  static func serving(
    _ folder: URL
  ) throws -> (prefill: [PrefillObservation], decode: [LatencyObservation]) {
    let all = try rows(
      folder.appending(path: "llmservingsim/vllm_measured_requests.csv"))
    var prefill: [PrefillObservation] = []
    var decode: [LatencyObservation] = []
    for gpu in Set(all.compactMap { $0["gpu"] }).sorted() {
      let rows = all.filter { $0["gpu"] == gpu }
      let spans = rows.map { row in
        let start = number(row, "queued_ts_s") + number(row, "queue_delay_s")
        let end = start + number(row, "prefill_s") + number(row, "decode_s")
        return (start: start, end: end)
      }
      for (row, span) in zip(rows, spans) {
        let shared = spans.reduce(0) {
          $0 + max(0, min(span.end, $1.end) - max(span.start, $1.start))
        }
        let own = configuration(row, ["gpu"])
        let prompt = Int(number(row, "input_tokens"))
        prefill.append(
          PrefillObservation(
            promptTokens: prompt, prefillSeconds: number(row, "prefill_s"),
            configuration: own))
        decode.append(
          LatencyObservation(
            tokens: Int(number(row, "output_tokens")),
            decodeSeconds: number(row, "decode_s"), promptTokens: prompt,
            batch: shared / (span.end - span.start), configuration: own))
      }
    }
    return (prefill, decode)
  }

  /// Splitwise: profiled requests by model, hardware and tensor parallelism.
  ///
  /// Prompts count all of the batch's tokens; times are in milliseconds
  /// there, and the decode time is that of all but the first token.
  static func splitwise(
    _ folder: URL
  ) throws -> (
    single: [PrefillObservation], batched: [PrefillObservation],
    decode: [LatencyObservation]
  ) {
    let all = try rows(folder.appending(path: "splitwise/perf_model.csv"))
    var (single, batched) = ([PrefillObservation](), [PrefillObservation]())
    var decode: [LatencyObservation] = []
    for row in all {
      let batch = number(row, "batch_size")
      let prompt = number(row, "prompt_size")
      let tokens = number(row, "token_size")
      let own = configuration(row, ["model", "hardware", "tensor_parallel"])
      let observation = PrefillObservation(
        promptTokens: Int(prompt * batch),
        prefillSeconds: number(row, "prompt_time") / 1000, configuration: own)
      batched.append(observation)
      if batch == 1 { single.append(observation) }
      decode.append(
        LatencyObservation(
          tokens: Int(tokens),
          decodeSeconds: number(row, "token_time") / 1000 * (tokens - 1),
          promptTokens: Int(prompt), batch: batch, configuration: own))
    }
    return (single, batched, decode)
  }
}
