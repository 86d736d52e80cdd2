/// Where each column of a particular file stands.
struct ColumnLayout: Sendable {
  /// The names in the header, trimmed.
  let header: [String]
  private var places: [TraceColumn: Int] = [:]
  /// Name and place of the configuration columns, in order of the names.
  private(set) var configurations: [(name: String, place: Int)] = []

  /// Finds the columns in a header.
  ///
  /// - Throws: `TraceError` of code `invalidHeader` if a column is missing that
  ///   was mapped or is required, or if one that is used stands there twice.
  init(
    header: [String], mapping: ColumnMapping, path: String, line: Int,
    required: [TraceColumn] = [.outputTokens]
  ) throws(TraceError) {
    self.header = header
    func invalid(_ detail: String) -> TraceError {
      TraceError(.invalidHeader, file: path, line: line, detail: detail)
    }
    func place(of name: String) throws(TraceError) -> Int? {
      guard let first = header.firstIndex(of: name) else { return nil }
      guard header.lastIndex(of: name) == first else {
        throw invalid("column \"\(printable(name))\" stands there twice")
      }
      return first
    }
    for (column, name) in mapping.mapped {
      guard let found = try place(of: name) else {
        throw invalid(
          "no column \"\(printable(name))\", to which \(column.key) is "
            + "mapped, among \(quotedList(header))")
      }
      places[column] = found
    }
    for column in TraceColumn.fixed where places[column] == nil {
      places[column] = try place(of: column.name)
    }
    for name in header where name.hasPrefix(TraceColumn.configurationPrefix) {
      guard let column = TraceColumn(named: name), places[column] == nil
      else { continue }
      places[column] = try place(of: name)
    }
    for column in required where places[column] == nil {
      let guess = Self.likely(column, header).map { printable($0) } ?? "NAME"
      throw invalid(
        "no column \(column.name) among \(quotedList(header)); say which "
          + "one it is, as with --columns \(column.key)=\(guess)")
    }
    for (column, place) in places {
      guard case .configuration(let name) = column else { continue }
      configurations.append((name: name, place: place))
    }
    configurations.sort { $0.name < $1.name }
  }

  /// The place of a column, or `nil` if the file does not have it.
  subscript(column: TraceColumn) -> Int? { places[column] }

  /// The name of a column as this file's header has it.
  func name(of column: TraceColumn) -> String {
    places[column].map { header[$0] } ?? column.name
  }

  /// All places that are used, whatever for.
  var usedPlaces: Set<Int> { Set(places.values) }

  /// A header that by its name could be a required column.
  private static func likely(
    _ column: TraceColumn, _ header: [String]
  ) -> String? {
    let hints: [String] =
      switch column {
      case .outputTokens:
        ["generated", "output", "completion", "new_tokens", "length"]
      case .promptTokens: ["prompt_len", "prompt_size", "input", "context"]
      case .prefillMilliseconds: ["prefill", "prompt_time", "ttft"]
      default: []
      }
    for hint in hints {
      let found = header.first { $0.lowercased().contains(hint) }
      // A comma would split the mapping that is suggested.
      if let found, !found.contains(",") { return found }
    }
    return nil
  }
}
