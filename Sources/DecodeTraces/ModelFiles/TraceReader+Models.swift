public import DecodeEstimators

extension TraceReader {
  /// Reads files of which some are models, each of them once.
  ///
  /// - Parameters:
  ///   - paths: The files; `-` is standard input. Models come before traces,
  ///     so that what is to be kept of the answers is known.
  ///   - kept: Which answers are kept, given the models.
  ///   - progress: As for `contents(of:keeping:progress:)`.
  /// - Returns: The models, and what the traces hold; no answers if there are
  ///   no traces.
  /// - Throws: As `contents(of:keeping:progress:)` and `ModelFile.read(_:)`.
  public func modelsAndContents(
    of paths: [String],
    keeping kept: (_ models: [DecodeModel]) -> TraceContents.Kept,
    progress: (
      (_ path: String, _ bytesRead: Int, _ totalBytes: Int?) -> Void
    )? = nil
  ) throws(TraceError) -> (
    models: [(name: String, contents: ModelFile.Contents)],
    contents: TraceContents
  ) {
    var models: [(name: String, contents: ModelFile.Contents)] = []
    var collector: TraceCollector?
    for path in paths {
      let input = try TraceInput(path)
      if ModelFile.isModel(input) {
        guard collector == nil else { throw Self.modelAfterTrace(path) }
        let name = input.name
        models.append((name, try ModelFile.read(input)))
      } else {
        let open: TraceCollector
        if let collector {
          open = collector
        } else {
          open = try self.collector(
            keeping: kept(models.map(\.contents.model)))
          collector = open
        }
        try read(input, into: open) { read, total in
          progress?(path, read, total)
        }
      }
    }
    return (models, collector?.finish() ?? TraceContents())
  }

  private static func modelAfterTrace(_ path: String) -> TraceError {
    TraceError(
      .invalidMapping, file: path,
      detail: "is a model; give models before traces")
  }
}
