import Foundation
import TestSupport
import Testing

@Suite("Plans for a public serving log")
struct ServingLogTests {
  private static let trace = SharedTraces.folder?.appending(
    path: "llmservingsim/vllm_measured_requests.csv")

  @Test(.enabled(if: trace != nil, "the traces are not here"))
  func plansAreNearTheMeasuredQuantile() throws {
    let path = try #require(Self.trace).path()
    let folder = try TemporaryFolder()
    let model = folder.path("model.json")
    let fitted = try Program.run(
      "fit", path, "--columns",
      "tokens=output_tokens,prompt=input_tokens,decode=decode_s:s,"
        + "prefill=prefill_s:s,queue=queue_delay_s:s,"
        + "timestamp=queued_ts_s:s,config.gpu=gpu", "--family", "geometric",
      "--output", model)
    #expect(fitted.status == 0, "\(fitted.errors)")
    let rows = try String(contentsOfFile: path, encoding: .utf8)
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    for gpu in [nil, "RTX4090", "RTXPRO6000"] {
      var times: [Double] = []
      for row in rows where gpu == nil || String(row[0]) == gpu {
        times.append(try #require(Double(row[8])))
      }
      times.sort()
      let run = try Program.run(
        ["estimate", model, "--task", "all", "--scheme", "3", "--json"]
          + (gpu.map { ["--config", "gpu=\($0)"] } ?? []))
      let planned = try #require(try run.json()["plannedSeconds"]?.double)
      let rank = Int((0.95 * Double(times.count)).rounded(.up))
      #expect(planned <= 1.25 * times[rank - 1])
      let above = times.count { $0 > planned }
      #expect(Double(above) <= 0.05 * Double(times.count))
    }
  }
}
