/// The kinds of file that are read.
public enum TraceFormat: String, Sendable, Hashable, Codable, CaseIterable {
  /// A CSV trace with a header.
  case csv
  /// Counts by task, length and ending.
  case countTable
  /// Azure's LLM and multimodal inference traces.
  case azure
  /// BurstGPT.
  case burstGPT
  /// BLIS TraceV2.
  case blis
  /// `vllm bench serve --save-result --save-detailed`.
  case vllmBench
  /// SGLang's `bench_serving --output-details`.
  case sglangBench
  /// SGLang's server log, `--export-metrics-to-file`.
  case sglangServer
  /// AIPerf's `profile_export.jsonl`.
  case aiperf
  /// GuideLLM's `benchmarks.json`.
  case guidellm
  /// inference-perf's `per_request_lifecycle_metrics.json`.
  case inferencePerf
  /// llmperf's individual responses.
  case llmperf
  /// OpenTelemetry GenAI spans in OTLP/JSON.
  case openTelemetry
  /// Mooncake's JSON lines.
  case mooncake
  /// Training entries of llm-d's latency predictor.
  case llmd
  /// Sessions of GitHub Copilot's coding agents.
  case copilot
  /// Prometheus and OpenMetrics text.
  case prometheus

  /// The format for people.
  public var title: String {
    switch self {
    case .csv: "CSV trace"
    case .countTable: "count table (CSV)"
    case .azure: "Azure LLM inference trace 2023, 2024, multimodal 2025"
    case .burstGPT: "BurstGPT"
    case .blis: "BLIS TraceV2"
    case .vllmBench: "vLLM bench serve"
    case .sglangBench: "SGLang bench_serving"
    case .sglangServer: "SGLang server request log"
    case .aiperf: "AIPerf profile export"
    case .guidellm: "GuideLLM benchmarks"
    case .inferencePerf: "inference-perf per-request metrics"
    case .llmperf: "llmperf individual responses"
    case .openTelemetry: "OpenTelemetry GenAI spans (OTLP/JSON)"
    case .mooncake: "Mooncake trace"
    case .llmd: "llm-d latency predictor training entries"
    case .copilot: "GitHub Copilot coding agent sessions"
    case .prometheus: "Prometheus or OpenMetrics histograms"
    }
  }

  /// How such a file comes about.
  public var origin: String {
    switch self {
    case .csv: "header with output_tokens; see --columns"
    case .countTable: "task,output_tokens,ending,count"
    case .azure: "TIMESTAMP,ContextTokens,GeneratedTokens"
    case .burstGPT: "BurstGPT_*.csv"
    case .blis: "the CSV of a TraceV2 pair"
    case .vllmBench: "vllm bench serve --save-result --save-detailed"
    case .sglangBench: "python -m sglang.bench_serving --output-details"
    case .sglangServer: "--export-metrics-to-file"
    case .aiperf: "profile_export.jsonl"
    case .guidellm: "benchmarks.json"
    case .inferencePerf: "per_request_lifecycle_metrics.json"
    case .llmperf: "*_individual_responses.json"
    case .openTelemetry: "the Collector's file exporter, vLLM's spans"
    case .mooncake: "*_trace.jsonl, with hash_ids"
    case .llmd: "the bodies of POST /sample, one a line"
    case .copilot: "*.jsonl, one session a line"
    case .prometheus: "a scrape of /metrics, or two to subtract"
    }
  }

  /// What the format has beside lengths.
  public var contents: String {
    switch self {
    case .csv: "what its columns say"
    case .countTable: "endings"
    case .azure: "prompts, timestamps"
    case .burstGPT: "prompts, timestamps, total times, conversations"
    case .blis: "endings, prompts, times, conversations"
    case .vllmBench, .sglangBench, .llmperf: "prompts, times; no endings"
    case .sglangServer: "endings, caps, prompts, total times"
    case .aiperf: "cancellations, prompts, times, conversations"
    case .guidellm: "cancellations, caps, prompts, times, conversations"
    case .inferencePerf: "caps, prompts, times"
    case .openTelemetry: "endings, caps, prompts, times, conversations"
    case .mooncake: "prompts, timestamps, conversations"
    case .llmd: "prompts, times, load"
    case .copilot: "endings, prompts, total times, conversations"
    case .prometheus: "lengths and times in buckets, how many were capped"
    }
  }

  /// Whether the format is CSV.
  public var isCSV: Bool {
    switch self {
    case .csv, .countTable, .azure, .burstGPT, .blis: true
    default: false
    }
  }
}
