import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

extension TraceOptions {
  /// Models, without the parts dropped, and what traces hold, with notes on
  /// what was assumed; which answers are kept depends on the models.
  func modelsAndContents(
    of paths: [String], assumedCap: Int? = nil,
    origin: TraceReader.Origin = .one, digests: Bool = false,
    without dropped: Set<ModelPart> = [],
    keeping kept: ([DecodeModel]) -> TraceContents.Kept = { _ in .none }
  ) throws -> (models: [DecodeModel], contents: TraceContents) {
    guard paths.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("standard input (-) can be read once only")
    }
    let progress = ReadingProgress()
    let (models, contents) = try reader(
      assumedCap: assumedCap, origin: origin, digests: digests
    ).modelsAndContents(
      of: paths, keeping: kept, progress: progress.update)
    progress.finish()
    for (name, found) in models {
      for note in found.notes { Notes.say(note, of: name) }
    }
    note(contents)
    return (
      models.map { model in
        var model = model.contents.model
        for part in dropped { model.remove(part) }
        return model
      }, contents
    )
  }
}

extension [DecodeModel] {
  /// All of them as one; `nil` of none.
  func merged() throws -> DecodeModel? {
    guard var result = first else { return nil }
    for model in dropFirst() {
      do throws(EstimationError) {
        for source in try result.merge(model) {
          Notes.say(
            "is in two of the models, so its answers count twice",
            of: source.name)
        }
      } catch {
        throw Failure.badData(
          "\(error)"
            + (error.conflictingPart.map {
              "; --without \($0.rawValue) leaves it out"
            }
              ?? ""))
      }
    }
    return result
  }
}
