public import DecodeEstimators

extension ModelFile {
  /// Writes `model` to the file at `path`, whole or not at all; as gzip where
  /// the path ends in `.gz`.
  ///
  /// - Throws: `TraceError` of code `unwritableFile` with the system's reason,
  ///   `invalidModel` for a model that no file can hold, such as one with a
  ///   latency that is code. What was at `path` is then untouched.
  public static func write(
    _ model: DecodeModel, to path: String
  ) throws(TraceError) {
    do throws(TraceError) {
      try AtomicFile.write(bytes(of: model), to: path)
    } catch {
      var error = error
      error.file = path
      throw error
    }
  }

  /// The bytes of a model's file, in UTF-8: one line, equal for equal models.
  ///
  /// - Throws: `TraceError` of code `invalidModel` for a model that no file
  ///   can hold.
  public static func bytes(
    of model: DecodeModel
  ) throws(TraceError) -> [UInt8] {
    let text = JSONText()
    do {
      try model.encode(to: JSONTextEncoder(text))
    } catch EncodingError.invalidValue(_, let context) {
      throw TraceError(
        .invalidModel,
        detail: "the model cannot be written: \(context.debugDescription)")
    } catch {
      throw TraceError(
        .invalidModel, detail: "the model cannot be written: \(error)")
    }
    var result = ""
    text.write(
      into: &result,
      first: [
        DecodeModelKey.format, DecodeModelKey.version,
        DecodeModelKey.minorVersion,
      ])
    // The checksum takes the place of the last bracket.
    result.removeLast()
    result += ModelText.tail(Checksum(result.utf8).text) + "\n"
    return Array(result.utf8)
  }
}
