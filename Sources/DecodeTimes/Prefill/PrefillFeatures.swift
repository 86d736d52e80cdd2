/// What a prefill model looks at beside the configuration.
public enum PrefillFeatures: Sendable, Hashable, Codable {
  /// The number of prompt tokens p.
  case count
  /// p, √p and p²: the square is what attention costs.
  case rootAndSquare
  /// p, and a level for each range of lengths; ranges after the first start
  /// at the given lengths.
  case buckets(starts: [Int])
  /// The same with so many ranges of equal numbers of prompts.
  case quantileBuckets(Int)
  /// p, and the embedding projected to fewer dimensions, whose coefficients a
  /// ridge penalty draws to 0: λ·n times the square of the effect of one
  /// standard deviation.
  case embedding(dimension: Int, projection: Projection, ridge: Double)

  /// How an embedding is projected.
  public enum Projection: Sendable, Hashable, Codable {
    /// Onto random directions: distances are about kept (Johnson and
    /// Lindenstrauss).
    case random(seed: UInt64)
    /// Onto the directions of greatest variance.
    case principalComponents
  }

  /// The ranges 0–30, 31–50, 51–70, 71–100 and more than 100 tokens.
  public static let publishedBuckets = PrefillFeatures.buckets(
    starts: [31, 51, 71, 101])
}

extension PrefillFeatures: CustomStringConvertible {
  /// The features in words.
  public var description: String {
    switch self {
    case .count: "token count"
    case .rootAndSquare: "token count, root and square"
    case .buckets(let starts): "token count and \(starts.count + 1) buckets"
    case .quantileBuckets(let count):
      "token count and \(count) quantile buckets"
    case .embedding(let dimension, _, _):
      "token count and embedding in \(dimension) dimensions"
    }
  }
}

/// Features with all that is learnt from data beside coefficients: edges and
/// projections.
struct PrefillFeatureMap: Sendable, Equatable, Codable {
  let features: PrefillFeatures
  private let starts: [Int]
  let projection: EmbeddingProjection?

  init(
    _ features: PrefillFeatures, _ rows: [PrefillObservation]
  ) throws(DecodeTimeError) {
    self.features = features
    switch features {
    case .count, .rootAndSquare: (starts, projection) = ([], nil)
    case .buckets(let starts):
      guard zip(starts, starts.dropFirst()).allSatisfy({ $0 < $1 }),
        starts.allSatisfy({ $0 >= 1 })
      else {
        throw .invalidSetting(
          "buckets should start at increasing lengths from 1 on, but start "
            + "at \(starts)")
      }
      (self.starts, projection) = (starts, nil)
    case .quantileBuckets(let count):
      guard (2...1000).contains(count) else {
        throw .invalidSetting(
          "quantile buckets should be in 2...1000, but are \(count)")
      }
      let sorted = rows.map(\.promptTokens).sorted()
      var starts: [Int] = []
      for index in 1..<count {
        let start = sorted[index * sorted.count / count]
        if start > (starts.last ?? sorted[0]) { starts.append(start) }
      }
      (self.starts, projection) = (starts, nil)
    case .embedding(let dimension, let kind, let ridge):
      guard dimension >= 1, ridge >= 0, ridge.isFinite else {
        throw .invalidSetting(
          "an embedding needs a dimension of at least 1 and a ridge of at "
            + "least 0, but has \(dimension) and \(ridge)")
      }
      starts = []
      projection = try EmbeddingProjection(
        rows.map(\.embedding), dimension: dimension, kind: kind)
    }
  }

  /// The names of the columns, "1" for the intercept.
  var names: [String] {
    let common = ["intercept", "promptTokens"]
    switch features {
    case .count: return common
    case .rootAndSquare:
      return common + ["rootOfPromptTokens", "squareOfPromptTokens"]
    case .buckets, .quantileBuckets:
      return common + starts.map { "from\($0)Tokens" }
    case .embedding:
      return common + (projection?.rows.indices.map { "embedding\($0)" } ?? [])
    }
  }

  /// Columns that may be left out where data do not tell them apart.
  var droppable: Set<Int> {
    Set(starts.indices.map { $0 + 2 }).union(features == .count ? [1] : [])
  }

  /// One row.
  func row(
    promptTokens: Int, embedding: [Double]?, index: Int = 0
  ) throws(DecodeTimeError) -> [Double] {
    let p = Double(promptTokens)
    switch features {
    case .count: return [1, p]
    case .rootAndSquare: return [1, p, p.squareRoot(), p * p]
    case .buckets, .quantileBuckets:
      let bucket = starts.lastIndex { $0 <= promptTokens }
      return [1, p] + starts.indices.map { $0 == bucket ? 1 : 0 }
    case .embedding:
      guard let projection else { return [1, p] }
      return [1, p] + (try projection.apply(embedding, row: index))
    }
  }
}
