public import DecodeStatistics

/// Writes life tables as a count table in CSV, which `TraceReader` and any
/// SQL engine read.
///
/// The columns are `task,output_tokens,ending,count`; rows are sorted by
/// task, length and ending, so that equal tables give equal bytes.
public struct CountTableWriter: Sendable {
  /// The first line.
  static let header = "task,output_tokens,ending,count\n"

  /// Writes count tables.
  public init() {}

  /// Writes `tables` to the file at `path`, whole or not at all.
  ///
  /// - Throws: `TraceError` of code `unwritableFile` if the file cannot be
  ///   written or read back; what was there before is then untouched.
  public func write(
    _ tables: LifeTables, to path: String
  ) throws(TraceError) {
    do throws(TraceError) {
      try AtomicFile.write(contents(of: tables), to: path)
    } catch {
      var error = error
      error.file = path
      throw error
    }
  }

  /// The bytes of the count table of `tables`, in UTF-8.
  ///
  /// - Throws: `TraceError` of code `unwritableFile` if a task's name is blank,
  ///   has a NUL character or over 1 MiB, or a length is over 2³¹ − 1: such a
  ///   table could not be read back.
  public func contents(
    of tables: LifeTables
  ) throws(TraceError) -> [UInt8] {
    var result = Array(Self.header.utf8)
    for task in tables.tasks {
      guard let table = tables[task], !table.isEmpty else { continue }
      let name = try Self.field(task.rawValue)
      for row in table.rows {
        guard row.length <= TraceReader.maximumTokens else {
          throw Self.unwritable(
            "task \"\(printable(task.rawValue))\" has a length of "
              + "\(row.length), expected at most \(TraceReader.maximumTokens)")
        }
        let counts = [
          (Ending.cancelled, row.cancelled), (.capped, row.capped),
          (.stopped, row.stopped),
        ]
        for (ending, count) in counts where count > 0 {
          result += name
          result += ",\(row.length),\(ending.rawValue),\(count)\n".utf8
        }
      }
    }
    return result
  }

  /// A task's name as a field, in quotes if it needs them.
  private static func field(_ name: String) throws(TraceError) -> [UInt8] {
    let bytes = Array(name.utf8)
    guard !name.allSatisfy(\.isWhitespace), !bytes.contains(0),
      bytes.count <= CSVBatch.maximumFieldBytes
    else {
      throw unwritable(
        "found a task named \"\(printable(name))\", expected a name that is "
          + "not blank, has no NUL character and at most 1 MiB")
    }
    return CSVField.bytes(name)
  }

  private static func unwritable(_ detail: String) -> TraceError {
    TraceError(.unwritableFile, detail: detail)
  }
}
