public import DecodeEstimators

/// A model in a file: JSON with a version and a checksum, plain or gzip.
///
/// Docs/ModelFile.md says what it holds. It is read strictly: a key that is
/// not known, misspelt or there twice is refused with its place, and so is
/// everything that no model can say. What a newer minor version added is left
/// unread, with a note.
///
/// ```swift
/// try ModelFile.write(model, to: "model.json.gz")
/// let model = try ModelFile.read("model.json.gz").model
/// ```
public enum ModelFile {
  /// A model that was read.
  public struct Contents: Sendable {
    /// The model.
    public var model: DecodeModel
    /// What to know of how it was read, in sentences.
    public var notes: [String] = []
  }

  /// The keys with which a model's object may begin: its format, or in version
  /// 1 any.
  private static let firstKeys = [
    DecodeModelKey.format, "checksum", "conditional", "configurations",
    "convention", "isLatencyAssumed", "latency", "lengthModels",
    "measuredTimes", "noise", "prefill", "tables", "version",
  ]

  /// The most bytes of a model, decompressed: 1 GiB.
  public static let maximumBytes = 1 << 30

  /// Whether an input that was opened seems to hold a model.
  public static func isModel(_ input: borrowing TraceInput) -> Bool {
    input.isObject(beginningWith: firstKeys)
  }

  /// Reads the model in the file at `path`; `-` is standard input.
  ///
  /// - Throws: `TraceError`: the file cannot be read; it is no model but a
  ///   trace, say; it is damaged; a newer release wrote it; or it says what no
  ///   model can.
  public static func read(_ path: String) throws(TraceError) -> Contents {
    try read(TraceInput(path))
  }

  /// Reads the model in an input that was opened.
  ///
  /// - Throws: As for a path.
  public static func read(
    _ input: consuming TraceInput
  ) throws(TraceError) -> Contents {
    let name = input.name
    guard isModel(input) else { throw notAModel(input) }
    return try ModelText(
      bytes: input.allBytes(limit: maximumBytes), name: name
    ).contents()
  }

  /// Reads the model in the bytes of an uncompressed file.
  ///
  /// - Throws: As for a path; `name` stands for the file in messages.
  public static func read(
    bytes: [UInt8], name: String
  ) throws(TraceError) -> Contents {
    guard bytes.count <= maximumBytes else {
      throw TraceError(
        .unreadableFile, file: name, detail: "is over \(maximumBytes >> 20) MiB"
      )
    }
    return try ModelText(bytes: bytes, name: name).contents()
  }

  /// Says what is there instead of a model.
  private static func notAModel(_ input: consuming TraceInput) -> TraceError {
    let name = input.name
    var error = TraceError(.notAModel, file: name)
    do throws(TraceError) {
      let contents = try TraceReader(TraceReader.Options(skipInvalid: true))
        .contents(of: input)
      try contents.requireAnswers()
      let title = contents.reports.first?.format.title ?? ""
      error.detail =
        "is a trace (\(title)), not a model: run decode-estimator fit "
        + "\(printable(name, limit: 1000)) --output model.json, and give that"
    } catch {
      return TraceError(
        .notAModel, file: name,
        detail: "is not a model, which decode-estimator fit --output writes")
    }
    return error
  }
}

/// Keys that are looked at before a model is decoded.
enum DecodeModelKey {
  static let format = "format"
  static let version = "version"
  static let minorVersion = "minorVersion"
  static let checksum = "checksum"
}
