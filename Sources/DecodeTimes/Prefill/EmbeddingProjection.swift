import NumericalMethods
import RealModule

/// Directions onto which embeddings are projected, scaled so that each
/// coordinate has a mean of 0 and a deviation of 1 over the rows seen.
package struct EmbeddingProjection: Sendable, Equatable, Codable {
  let mean: [Double]
  /// One direction a row.
  let rows: [[Double]]

  /// Looks at the embeddings of all rows, which should be of one size.
  package init(
    _ embeddings: [[Double]?], dimension: Int,
    kind: PrefillFeatures.Projection
  ) throws(DecodeTimeError) {
    let size = (embeddings.first ?? nil)?.count ?? 0
    for (row, embedding) in embeddings.enumerated() {
      let found = embedding?.count ?? 0
      guard found == size, size >= 1 else {
        throw .embeddingSize(row: row, found: found, expected: max(size, 1))
      }
      guard let embedding, embedding.allSatisfy({ abs($0) <= 1e100 }) else {
        throw .numberOutOfRange(
          row: row, name: "a number of the embedding", value: .nan)
      }
    }
    guard dimension <= size else {
      throw .embeddingSize(row: 0, found: size, expected: dimension)
    }
    let vectors = embeddings.map { $0 ?? [] }
    let count = Double(vectors.count)
    let mean = (0..<size).map { place in
      vectors.reduce(0) { $0 + $1[place] / count }
    }
    let centred = vectors.map { zip($0, mean).map(-) }
    let seed: UInt64 = if case .random(let seed) = kind { seed } else { 0 }
    var directions = Self.random(dimension, size: size, seed: seed)
    if kind == .principalComponents {
      directions = Self.principal(centred, from: directions)
    }
    self.mean = mean
    rows = directions.map { direction in
      let squares = centred.reduce(0) {
        let value = dot($1, direction)
        return $0 + value * value
      }
      let deviation = (squares / count).squareRoot()
      return deviation > 0 ? direction.map { $0 / deviation } : direction
    }
  }

  /// The coordinates of an embedding.
  package func apply(
    _ embedding: [Double]?, row: Int
  ) throws(DecodeTimeError) -> [Double] {
    guard let embedding, embedding.count == mean.count else {
      throw .embeddingSize(
        row: row, found: embedding?.count ?? 0, expected: mean.count)
    }
    guard embedding.allSatisfy({ abs($0) <= 1e100 }) else {
      throw .numberOutOfRange(
        row: row, name: "a number of the embedding", value: .nan)
    }
    let centred = zip(embedding, mean).map(-)
    return rows.map { dot($0, centred) }
  }

  /// Orthonormal directions from normal numbers (Box and Muller).
  private static func random(
    _ count: Int, size: Int, seed: UInt64
  ) -> [[Double]] {
    let source = RandomSource(seed: seed, stream: 0)
    let raw = (0..<count).map { _ in
      (0..<size).map { _ in
        (-2 * Double.log(source.uniform())).squareRoot()
          * Double.cos(2 * .pi * source.uniform())
      }
    }
    return orthonormal(raw)
  }

  /// Gram and Schmidt's process, twice; what vanishes stays 0.
  private static func orthonormal(_ vectors: [[Double]]) -> [[Double]] {
    var result: [[Double]] = []
    for vector in vectors {
      let length = dot(vector, vector).squareRoot()
      var rest = vector
      for _ in 0..<2 {
        for direction in result {
          let share = dot(direction, rest)
          rest = zip(rest, direction).map { $0 - share * $1 }
        }
      }
      let left = dot(rest, rest).squareRoot()
      result.append(
        left > 1e-12 * length
          ? rest.map { $0 / left } : rest.map { _ in 0 })
    }
    return result
  }

  /// The directions of greatest variance, by 50 steps of orthogonal iteration
  /// on XᵀX, which is not formed.
  private static func principal(
    _ rows: [[Double]], from start: [[Double]]
  ) -> [[Double]] {
    var directions = start
    for _ in 0..<50 {
      directions = orthonormal(
        directions.map { direction in
          var image = [Double](repeating: 0, count: direction.count)
          for row in rows {
            let share = dot(row, direction)
            for place in image.indices { image[place] += share * row[place] }
          }
          return image
        })
    }
    return directions
  }
}
