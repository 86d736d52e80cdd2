/// A level for each label but the first of its key.
struct LabelEffects: Sendable, Equatable, Codable {
  /// Keys with their labels, both sorted.
  private let keys: [Key]

  private struct Key: Sendable, Equatable, Codable {
    let name: String
    let labels: [String]
  }

  init(_ configurations: [ServingConfiguration]) {
    let names = Set(configurations.flatMap(\.keys)).sorted()
    keys = names.map { name in
      Key(
        name: name,
        labels: Set(configurations.map { $0.labels[name] ?? "" }).sorted())
    }
  }

  /// Refuses more labels than a limit, before anything is made of them.
  ///
  /// - Throws: `DecodeTimeError.tooManyLabels` with the key that has most.
  static func check(
    _ configurations: [ServingConfiguration], limit: Int
  ) throws(DecodeTimeError) {
    var labels: [String: Set<String>] = [:]
    for (key, label) in configurations.lazy.flatMap(\.labels) {
      labels[key, default: []].insert(label)
    }
    guard labels.reduce(0, { $0 + $1.value.count }) > limit,
      let most = labels.max(by: {
        ($0.value.count, $1.key) < ($1.value.count, $0.key)
      })
    else { return }
    throw .tooManyLabels(
      key: most.key, count: most.value.count, limit: limit)
  }

  var names: [String] {
    keys.flatMap { key in key.labels.dropFirst().map { "\(key.name)=\($0)" } }
  }

  func row(
    _ configuration: ServingConfiguration
  ) throws(DecodeTimeError) -> [Double] {
    var row: [Double] = []
    for key in keys {
      let label = configuration.labels[key.name] ?? ""
      guard key.labels.contains(label) else {
        throw .unknownLabel("\(key.name)=\(label)")
      }
      row += key.labels.dropFirst().map { $0 == label ? 1 : 0 }
    }
    return row
  }
}
