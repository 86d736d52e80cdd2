/// Where each column of a particular file stands, and what it counts.
struct ColumnLayout: Sendable {
  /// The names in the header, trimmed.
  let header: [String]
  private var places: [TraceColumn: Int] = [:]
  private var units: [TraceColumn: TimeUnit] = [:]
  /// Name and place of the configuration columns, in order of the names.
  private(set) var configurations: [(name: String, place: Int)] = []
  /// Name and place of the feature columns, in order of the names.
  private(set) var features: [(name: String, place: Int)] = []
  /// Headers that are read as nothing, but for a slip would be a column.
  private(set) var nearMisses: [(header: String, column: String)] = []

  /// Finds the columns in a header: those that are mapped, those with native
  /// names, then those with names that are in use.
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
    for (column, source) in mapping.mapped {
      let name = source.header
      guard let found = try place(of: name, path: path, line: line) else {
        let guess = HeaderNames.nearMiss(name, among: header)
          .map { "; did you mean \"\(printable($0))\"?" }
        throw invalid(
          "no column \"\(printable(name))\", to which \(column.key) is "
            + "mapped, among \(quotedList(header))" + (guess ?? ""))
      }
      places[column] = found
      units[column] = source.unit ?? TimeUnit.ending(name)?.unit
    }
    try findNamed(path: path, line: line)
    for column in required where places[column] == nil {
      let guess = Self.likely(column, header).map { printable($0) } ?? "NAME"
      throw invalid(
        "no column \(column.name) among \(quotedList(header)); say which "
          + "one it is, as with --columns \(column.key)=\(guess)")
    }
    for (column, place) in places {
      switch column {
      case .configuration(let name): configurations.append((name, place))
      case .feature(let name): features.append((name, place))
      default: break
      }
    }
    configurations.sort { $0.name < $1.name }
    features.sort { $0.name < $1.name }
    let native = TraceColumn.fixed.map(\.name)
    for (place, name) in header.enumerated()
    where !places.values.contains(place) {
      if let near = HeaderNames.nearMiss(name, among: native),
        let column = TraceColumn(named: near), places[column] == nil
      {
        nearMisses.append((name, near))
      }
    }
  }

  /// Finds what is not mapped by the names in the header.
  private mutating func findNamed(
    path: String, line: Int
  ) throws(TraceError) {
    for column in TraceColumn.fixed where places[column] == nil {
      guard let found = try place(of: column.name, path: path, line: line)
      else { continue }
      places[column] = found
      units[column] = TimeUnit.ending(column.name)?.unit
    }
    for name in header {
      guard
        name.hasPrefix(TraceColumn.configurationPrefix)
          || name.hasPrefix(TraceColumn.featurePrefix),
        let column = TraceColumn(named: name), places[column] == nil
      else { continue }
      places[column] = try place(of: name, path: path, line: line)
    }
    let stems = header.map(HeaderNames.stem)
    for (column, names) in HeaderNames.known where places[column] == nil {
      for name in names {
        // A unit at the end belongs to the name where there are no times.
        let found = header.indices.filter { index in
          column.hasUnit && stems[index].unit != nil
            ? stems[index].name == name
            : HeaderNames.folded(header[index]) == name
        }.filter { !places.values.contains($0) }
        guard let first = found.first else { continue }
        guard found.count == 1 else {
          throw TraceError(
            .invalidHeader, file: path, line: line,
            detail: "columns \(quotedList(found.map { header[$0] })) could "
              + "each be \(column.name); say which, as with --columns "
              + "\(column.key)=\(printable(header[first]))")
        }
        places[column] = first
        units[column] = column.hasUnit ? stems[first].unit : nil
        break
      }
    }
  }

  /// The place of a name that stands there once, or `nil`.
  private func place(
    of name: String, path: String, line: Int
  ) throws(TraceError) -> Int? {
    guard let first = header.firstIndex(of: name) else { return nil }
    guard header.lastIndex(of: name) == first else {
      throw TraceError(
        .invalidHeader, file: path, line: line,
        detail: "column \"\(printable(name))\" stands there twice")
    }
    return first
  }

  /// The place of a column, or `nil` if the file does not have it.
  subscript(column: TraceColumn) -> Int? { places[column] }

  /// The unit that was stated for a column, by the mapping or by its name.
  func statedUnit(of column: TraceColumn) -> TimeUnit? { units[column] }

  /// What a column counts: milliseconds for times and seconds for timestamps
  /// unless it is stated.
  func unit(of column: TraceColumn) -> TimeUnit {
    units[column] ?? (column == .timestamp ? .seconds : .milliseconds)
  }

  /// The name of a column as this file's header has it.
  func name(of column: TraceColumn) -> String {
    places[column].map { header[$0] } ?? column.name
  }

  /// All places that are used, whatever for.
  var usedPlaces: Set<Int> { Set(places.values) }

  /// Whether there is a column of measured times.
  var hasTimes: Bool { places.keys.contains(where: \.isTime) }

  /// A header that by its name could be a required column.
  private static func likely(
    _ column: TraceColumn, _ header: [String]
  ) -> String? {
    if let near = HeaderNames.nearMiss(column.name, among: header) {
      return near
    }
    let hints: [String] =
      switch column {
      case .outputTokens:
        ["generated", "output", "completion", "new_tokens", "length"]
      case .promptTokens: ["prompt_len", "prompt_size", "input", "context"]
      case .prefill: ["prefill", "prompt_time", "ttft"]
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
