internal import DecodeStatistics

extension DecodeModel {
  /// Adds the answers and the measured times of `other`, exactly: the order in
  /// which models are merged makes no difference.
  ///
  /// A model without measured times says nothing of times, and takes the
  /// other's. A family that both name for a task is fitted again to the
  /// answers of both. Where fitted times differ, where only one names a family,
  /// and where counts fade, there is no exact sum, and the error says so.
  ///
  /// - Parameter other: A model of the same decode steps.
  /// - Returns: The sources that are in both, whose answers now count twice.
  /// - Throws: `EstimationError`; `self` is then unchanged.
  @discardableResult
  public mutating func merge(
    _ other: DecodeModel
  ) throws(EstimationError) -> [ModelProvenance.Source] {
    var result = self
    guard conditional == nil, other.conditional == nil else {
      throw .merge(.fadingCounts)
    }
    do throws(LengthLawError) {
      try result.tables.merge(other.tables)
    } catch {
      throw .law(error)
    }
    try result.mergeTimes(other)
    try result.mergeLengthModels(self, other)
    for (name, value) in other.extensions {
      guard result.extensions.updateValue(value, forKey: name) ?? value == value
      else { throw .merge(.extensions(name)) }
    }
    let twice = result.provenance.merge(other.provenance)
    self = result
    return twice
  }

  /// Leaves a part out: what is then said of it is what a model without it
  /// says.
  public mutating func remove(_ part: ModelPart) {
    switch part {
    case .conditional: conditional = nil
    case .lengthModels: lengthModels = [:]
    case .times:
      latency = .publishedVLM
      isLatencyAssumed = true
      (configurations, conditionalTimes) = ([:], [:])
    case .prefill: prefill = nil
    case .extensions: extensions = [:]
    }
  }

  /// Whether the model was made of answers without times.
  var isWithoutTimes: Bool {
    isLatencyAssumed && measured.isEmpty && configurations.isEmpty
      && prefill == nil
  }

  private mutating func mergeTimes(
    _ other: DecodeModel
  ) throws(EstimationError) {
    guard !other.isWithoutTimes else { return }
    guard !isWithoutTimes else {
      (times, configurations) = (other.times, other.configurations)
      (measured, prefill) = (other.measured, other.prefill)
      conditionalTimes = other.conditionalTimes
      isLatencyAssumed = other.isLatencyAssumed
      convention = other.convention
      return
    }
    guard convention == other.convention else {
      throw .merge(.conventions(convention, other.convention))
    }
    guard times == other.times, isLatencyAssumed == other.isLatencyAssumed,
      configurations == other.configurations,
      conditionalTimes == other.conditionalTimes
    else { throw .merge(.fittedTimes) }
    guard prefill == other.prefill else { throw .merge(.fittedPrefill) }
    do throws(DecodeTimeError) {
      try measured.merge(other.measured)
    } catch {
      throw .times(error)
    }
  }

  private mutating func mergeLengthModels(
    _ first: DecodeModel, _ second: DecodeModel
  ) throws(EstimationError) {
    for task in tables.tasks {
      let laws = [first, second].filter { $0.tables[task] != nil }
        .map { $0.lengthModels[task] ?? .kaplanMeier }
      guard let law = laws.first else { continue }
      guard laws.count == 2 else {
        lengthModels[task] = law == .kaplanMeier ? nil : law
        continue
      }
      switch (laws[0], laws[1]) {
      case (.parametric(let family, _), .parametric(let other, _))
      where family == other:
        lengthModels[task] = try refitted(family, task)
      case (let law, let other) where law == other:
        lengthModels[task] = law == .kaplanMeier ? nil : law
      default: throw .merge(.lengthModels(task))
      }
    }
  }

  /// A family fitted again to the answers of a task.
  func refitted(
    _ family: Family, _ task: TaskID
  ) throws(EstimationError) -> LengthModel? {
    guard let table = tables[task] else { return nil }
    do throws(LengthLawError) {
      return try .fitted(family, to: table)
    } catch {
      throw .merge(.fit(task, error))
    }
  }
}
