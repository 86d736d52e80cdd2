/// Which column of a file holds what, where its header uses names that are
/// not recognised.
///
/// ```swift
/// let mapping = try ColumnMapping(
///   parsing: "tokens=n_generated,decode=took:s,timestamp=t:ms")
/// ```
///
/// Columns that are not mapped keep the names by which they are recognised.
public struct ColumnMapping: Sendable, Hashable {
  /// The header of a column, and what its numbers count.
  public struct Source: Sendable, Hashable {
    /// The name in the header.
    public var header: String
    /// The unit that was stated.
    public var unit: TimeUnit?

    /// A column of a file.
    public init(_ header: String, unit: TimeUnit? = nil) {
      self.header = header
      self.unit = unit
    }
  }

  private var sources: [TraceColumn: Source] = [:]

  /// Recognised names only.
  public init() {}

  /// Reads the text of `--columns`: `key=header` pairs, separated by commas.
  ///
  /// Keys are `tokens`, `task`, `ending`, `cap`, `prompt`, `prefill`,
  /// `decode`, `e2e`, `tpot`, `itl`, `queue`, `timestamp`, `convention`,
  /// `conversation`, `turn`, `prompt_id`, `text`, `prediction`, `count`,
  /// `config.NAME` and `feature.NAME`, or the native names of the columns. The
  /// header of a time or a timestamp may be followed by its unit, `:s`, `:ms`,
  /// `:us` or `:ns`. A header's name that has a comma in it cannot be given.
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
        let known =
          TraceColumn.fixed.map(\.key) + ["config.NAME", "feature.NAME"]
        throw invalid(
          "unknown key \"\(printable(key))\", expected one of "
            + known.joined(separator: ", "))
      }
      guard sources[column] == nil else {
        throw invalid("\"\(printable(key))\" is mapped twice")
      }
      sources[column] = Self.source(name, of: column)
    }
  }

  /// A header, and the unit behind its last colon.
  private static func source(_ text: String, of column: TraceColumn) -> Source {
    guard column.hasUnit, let colon = text.lastIndex(of: ":"),
      colon != text.startIndex,
      let unit = TimeUnit(rawValue: String(text[text.index(after: colon)...]))
    else { return Source(text) }
    return Source(String(text[..<colon]), unit: unit)
  }

  /// Whether no column is mapped.
  public var isNative: Bool { sources.isEmpty }

  /// Where a column comes from, or `nil` if it goes by a recognised name.
  public subscript(column: TraceColumn) -> Source? {
    get { sources[column] }
    set { sources[column] = newValue }
  }

  /// The columns that were mapped, in order of their names.
  var mapped: [(column: TraceColumn, source: Source)] {
    sources.map { (column: $0.key, source: $0.value) }
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
