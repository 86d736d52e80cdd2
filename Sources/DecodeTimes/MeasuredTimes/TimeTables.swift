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

  /// By task first, so that one task of many is found at once; no table of
  /// them is empty.
  private var byTask: [TaskID: [ServingConfiguration: MeasuredTimes]] = [:]

  /// No times.
  public init() {}

  /// The groups with times, in order.
  public var groups: [Group] { byTask.keys.flatMap(groups(of:)).sorted() }

  /// Whether nothing was measured.
  public var isEmpty: Bool { byTask.isEmpty }

  /// The times of a group; empty where nothing was measured.
  public subscript(group: Group) -> MeasuredTimes {
    get { byTask[group.task]?[group.configuration] ?? MeasuredTimes() }
    set { update(group) { $0 = newValue } }
  }

  /// Changes the times of a group where they are, without a copy.
  package mutating func update<Failure: Error>(
    _ group: Group, _ change: (inout MeasuredTimes) throws(Failure) -> Void
  ) throws(Failure) {
    defer {
      if byTask[group.task]?[group.configuration]?.isEmpty == true {
        byTask[group.task]?[group.configuration] = nil
        if byTask[group.task]?.isEmpty == true { byTask[group.task] = nil }
      }
    }
    try change(
      &byTask[group.task, default: [:]][
        group.configuration, default: MeasuredTimes()])
  }

  private func groups(of task: TaskID) -> [Group] {
    (byTask[task] ?? [:]).keys.map { Group(task: task, configuration: $0) }
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
    for group in task.map(groups(of:))?.sorted() ?? groups
    where (configuration ?? group.configuration) == group.configuration {
      try sum.merge(self[group])
    }
    return sum
  }

  /// Adds every time of `other`, group by group.
  ///
  /// - Throws: `DecodeTimeError.tooManyTimes`; `self` is then unchanged.
  public mutating func merge(_ other: TimeTables) throws(DecodeTimeError) {
    var result = self
    for group in other.groups {
      let times = other[group]
      try result.update(group) { (own) throws(DecodeTimeError) in
        try own.merge(times)
      }
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
      guard self[group].isEmpty else {
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
