/// Which column of a file holds what, where its header does not use the
/// native names.
///
/// ```swift
/// let mapping = try ColumnMapping(
///   parsing: "tokens=GeneratedTokens,prompt=ContextTokens")
/// ```
///
/// Columns that are not mapped keep their native names.
public struct ColumnMapping: Sendable, Hashable {
  private var names: [TraceColumn: String] = [:]

  /// Native names only.
  public init() {}

  /// Reads the text of `--columns`: `key=header` pairs, separated by commas.
  ///
  /// Keys are `tokens`, `task`, `ending`, `cap`, `prompt`, `prefill`,
  /// `decode`, `timestamp`, `count` and `config.NAME`, or the native names of
  /// the columns. A header's name that has a comma in it cannot be given.
  ///
  /// - Throws: `TraceError` of code `invalidMapping` if the text is empty or
  ///   malformed, or has an unknown key or the same key twice.
  public init(parsing text: String) throws(TraceError) {
    func invalid(_ detail: String) -> TraceError {
      TraceError(.invalidMapping, detail: "column mapping: " + detail)
    }
    guard !text.trimmedOfSpaces.isEmpty else {
      throw invalid(
        "is empty, expected KEY=HEADER pairs, such as tokens=length")
    }
    for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = pair.split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false
      ).map { String($0).trimmedOfSpaces }
      guard parts.count == 2, let key = parts.first, let name = parts.last,
        !key.isEmpty, !name.isEmpty
      else {
        throw invalid(
          "found \"\(printable(String(pair)))\", expected KEY=HEADER")
      }
      guard let column = TraceColumn(named: key) else {
        let known = TraceColumn.fixed.map(\.key) + ["config.NAME"]
        throw invalid(
          "unknown key \"\(printable(key))\", expected one of "
            + known.joined(separator: ", "))
      }
      guard names[column] == nil else {
        throw invalid("\"\(printable(key))\" is mapped twice")
      }
      names[column] = name
    }
  }

  /// Whether every column keeps its native name.
  public var isNative: Bool { names.isEmpty }

  /// The header that a column was mapped to, or `nil` for its native name.
  public subscript(column: TraceColumn) -> String? {
    get { names[column] }
    set { names[column] = newValue }
  }

  /// The columns that were mapped, in order of their names.
  var mapped: [(column: TraceColumn, header: String)] {
    names.map { (column: $0.key, header: $0.value) }
      .sorted { $0.column.name < $1.column.name }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmedOfSpaces: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
