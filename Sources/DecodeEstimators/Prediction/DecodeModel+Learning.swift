public import DecodeStatistics

extension DecodeModel {
  /// Adds answers: the tables and the measured times grow, families are fitted
  /// again, and what is learnt from requests goes on from where it was.
  ///
  /// Latency, noise and prefill are fitted to the times of these answers, if
  /// they have any; those of configurations that have none stay.
  ///
  /// - Parameters:
  ///   - tables: All answers.
  ///   - answers: Those of them that are known one by one, in their order.
  ///   - convention: Which tokens their decode times cover.
  /// - Returns: What to know beside the fits.
  /// - Throws: `EstimationError`; `self` is then unchanged.
  public mutating func learn(
    _ tables: LifeTables, _ answers: [RecordedAnswer],
    convention: DecodeStepConvention?
  ) throws(EstimationError) -> [FitCaveat] {
    var result = self
    do throws(LengthLawError) {
      try result.tables.merge(tables)
    } catch {
      throw .law(error)
    }
    for (task, law) in lengthModels where tables[task] != nil {
      guard case .parametric(let family, _) = law else { continue }
      result.lengthModels[task] = try result.refitted(family, task)
    }
    var caveats: [FitCaveat] = []
    if let convention,
      answers.contains(where: { $0.decodeTime != nil || $0.prefillTime != nil })
    {
      guard isWithoutTimes || convention == self.convention else {
        throw .merge(.conventions(self.convention, convention))
      }
      result.convention = convention
      do throws(DecodeTimeError) {
        caveats = try result.fitTimes(answers)
        try result.measured.merge(measured)
      } catch {
        throw .times(error)
      }
      result.configurations.merge(configurations) { new, _ in new }
    }
    result.conditional = try conditional?.learning(answers)
    self = result
    return caveats
  }
}

extension ConditionalLengthModel {
  /// What the model is once it has learnt answers in their order, each as it
  /// would have been forecast.
  ///
  /// - Throws: `EstimationError.merge` for an answer that stands for several,
  ///   which have no order, and `law` for a length below 1.
  package func learning(
    _ answers: [RecordedAnswer]
  ) throws(EstimationError) -> ConditionalLengthModel {
    var replay = ForecastReplay(self)
    for answer in answers {
      guard answer.count == 1 else { throw .merge(.answersWithoutOrder) }
      replay.observe(
        try answer.outcome(), answer.request.features,
        prompt: answer.promptKey)
    }
    return replay.finish()
  }
}
