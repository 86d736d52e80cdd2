public import LengthLaws

/// Measured times by task and configuration, merged group by group.
public struct TimeTables: Sendable, Equatable {
  /// Answers of one task under one configuration.
  public struct Group: Sendable, Hashable, Comparable, Codable {
    /// The task.
    public var task: TaskID
    /// What its answers ran on.
    public var configuration: ServingConfiguration

    /// A group.
    public init(
      task: TaskID, configuration: ServingConfiguration = ServingConfiguration()
    ) {
      self.task = task
      self.configuration = configuration
    }

    /// Whether one's task comes first, or its configuration.
    public static func < (lhs: Self, rhs: Self) -> Bool {
      (lhs.task, lhs.configuration) < (rhs.task, rhs.configuration)
    }
  }

  private var byGroup: [Group: MeasuredTimes] = [:]

  /// No times.
  public init() {}

  /// The groups with times, in order.
  public var groups: [Group] { byGroup.keys.sorted() }

  /// Whether nothing was measured.
  public var isEmpty: Bool { byGroup.isEmpty }

  /// The times of a group; empty where nothing was measured.
  public subscript(group: Group) -> MeasuredTimes {
    get { byGroup[group] ?? MeasuredTimes() }
    set { byGroup[group] = newValue.isEmpty ? nil : newValue }
  }

  /// Changes the times of a group where they are, without a copy.
  package mutating func update<Failure: Error>(
    _ group: Group, _ change: (inout MeasuredTimes) throws(Failure) -> Void
  ) throws(Failure) {
    try change(&byGroup[group, default: MeasuredTimes()])
    if byGroup[group]?.isEmpty == true { byGroup[group] = nil }
  }

  /// The times of all groups of a task and a configuration together.
  ///
  /// - Parameters:
  ///   - task: A task, or `nil` for all.
  ///   - configuration: A configuration, or `nil` for all.
  /// - Returns: Their times.
  /// - Throws: `DecodeTimeError.tooManyTimes`.
  public func pooled(
    task: TaskID? = nil, configuration: ServingConfiguration? = nil
  ) throws(DecodeTimeError) -> MeasuredTimes {
    var sum = MeasuredTimes()
    for group in groups
    where (task ?? group.task) == group.task
      && (configuration ?? group.configuration) == group.configuration
    {
      try sum.merge(self[group])
    }
    return sum
  }

  /// Adds every time of `other`, group by group.
  ///
  /// - Throws: `DecodeTimeError.tooManyTimes`; `self` is then unchanged.
  public mutating func merge(_ other: TimeTables) throws(DecodeTimeError) {
    var result = self
    for (group, times) in other.byGroup {
      try result.byGroup[group, default: MeasuredTimes()].merge(times)
    }
    self = result
  }
}

extension TimeTables: Codable {
  private struct Entry: Codable {
    var task: TaskID
    var configuration: ServingConfiguration?
    var times: MeasuredTimes
  }

  /// Reads a list of groups with their times.
  ///
  /// - Throws: `DecodingError` for what a `TimeTable` refuses, and for a group
  ///   that comes twice.
  public init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    self.init()
    while !list.isAtEnd {
      let entry = try list.decode(Entry.self)
      let group = Group(
        task: entry.task,
        configuration: entry.configuration ?? ServingConfiguration())
      guard byGroup[group] == nil else {
        throw DecodingError.dataCorruptedError(
          in: list,
          debugDescription: "the times of task \(group.task)"
            + (group.configuration.labels.isEmpty
              ? "" : " under \(group.configuration)") + " come twice")
      }
      self[group] = entry.times
    }
  }

  /// Writes the groups in order.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    for group in groups {
      try list.encode(
        Entry(
          task: group.task,
          configuration: group.configuration.labels.isEmpty
            ? nil : group.configuration, times: self[group]))
    }
  }
}
