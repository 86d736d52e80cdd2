internal import DecodeStatistics
internal import RealModule

/// Numbers that stand for a request in a regression: log(1 + prompt tokens),
/// an indicator for each task but the most frequent, and the embedding
/// projected onto its directions of greatest variance.
struct RequestEncoding: Sendable {
  /// More tasks than that share one line.
  private static let mostTasks = 32

  private let tasks: [TaskID]
  /// What stands for a prompt of unknown length.
  private let usualPrompt: Double
  private let projection: EmbeddingProjection?
  private let dimension: Int

  /// Looks at the requests to learn from.
  ///
  /// - Parameters:
  ///   - answers: Their answers.
  ///   - dimension: To how many numbers embeddings are projected; 0 leaves
  ///     them aside.
  /// - Throws: `EstimationError.embedding` if they are used and not all of one
  ///   size.
  init(
    _ answers: ArraySlice<RecordedAnswer>, dimension: Int
  ) throws(EstimationError) {
    var counts: [TaskID: Int] = [:]
    var (sum, known) = (0.0, 0.0)
    for answer in answers {
      if let task = answer.request.task { counts[task, default: 0] += 1 }
      guard let tokens = answer.request.promptTokens else { continue }
      sum += Double.log(onePlus: Double(tokens))
      known += 1
    }
    usualPrompt = known > 0 ? sum / known : 0
    // By name where frequencies are equal, whatever the hashing.
    let frequent = counts.sorted {
      $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value
    }
    tasks = frequent.dropFirst().prefix(Self.mostTasks).map(\.key)
    let embeddings = answers.map(\.request.embedding)
    let size = (embeddings.first ?? nil)?.count ?? 0
    guard dimension > 0, !embeddings.isEmpty else {
      (projection, self.dimension) = (nil, 0)
      return
    }
    self.dimension = min(dimension, max(size, 1))
    do throws(DecodeTimeError) {
      projection = try EmbeddingProjection(
        embeddings, dimension: self.dimension, kind: .principalComponents)
    } catch {
      throw .times(error)
    }
  }

  var names: [String] {
    ["log prompt tokens"] + tasks.map(\.rawValue)
      + (0..<dimension).map { "embedding \($0 + 1)" }
  }

  /// The numbers of a request.
  func values(of request: RequestFeatures) -> [Double] {
    let prompt =
      request.promptTokens.map { Double.log(onePlus: Double(max($0, 0))) }
      ?? usualPrompt
    let values = [prompt] + tasks.map { $0 == request.task ? 1 : 0 }
    guard let projection else { return values }
    // A prompt that is not told is a usual one: projections are centred.
    let place = try? projection.apply(request.embedding, row: 0)
    return values
      + (place ?? [Double](repeating: 0, count: dimension))
  }
}
