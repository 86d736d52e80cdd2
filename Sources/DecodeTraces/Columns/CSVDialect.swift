/// A published CSV format that says more than the names of its columns.
struct CSVDialect: Sendable {
  /// Which format it is.
  var format: TraceFormat
  /// Headers by which it is known, folded.
  var headers: Set<String>
  /// What the format itself says of columns, where no mapping does.
  var columns: [TraceColumn: ColumnMapping.Source]
  /// Whether no tokens mean a request that failed.
  var dropsEmptyAnswers = false

  /// Formats whose units or rules no header states.
  static let known: [CSVDialect] = [
    CSVDialect(
      format: .burstGPT,
      headers: [
        "timestamp", "model", "requesttokens", "responsetokens",
        "logtype",
      ],
      columns: [
        .configuration("model"): .init("Model"),
        .feature("log_type"): .init("Log Type"),
        .total: .init("Elapsed time", unit: .seconds),
      ],
      dropsEmptyAnswers: true),
    CSVDialect(
      format: .azure,
      headers: ["timestamp", "contexttokens", "generatedtokens"],
      columns: [:]),
    CSVDialect(
      format: .blis,
      headers: [
        "sendtimeus", "firstchunktimeus", "lastchunktimeus",
        "outputtokens", "status",
      ],
      columns: [
        .configuration("model"): .init("model"),
        .feature("slo_class"): .init("slo_class"),
        .task: .init("client_id"),
        .timestamp: .init("arrival_time_us", unit: .microseconds),
      ],
      dropsEmptyAnswers: true),
  ]

  /// The dialect that a header is in, if it is one of these.
  static func recognise(_ header: [String]) -> CSVDialect? {
    let folded = Set(header.map(HeaderNames.folded))
    return known.first { $0.headers.isSubset(of: folded) }
  }

  /// A mapping, completed by what the format says.
  func completing(
    _ mapping: ColumnMapping, header: [String]
  ) -> ColumnMapping {
    var mapping = mapping
    for (column, source) in columns where mapping[column] == nil {
      let isTaken = mapping.mapped.contains {
        $0.source.header == source.header
      }
      if header.contains(source.header), !isTaken { mapping[column] = source }
    }
    return mapping
  }
}
