internal import DecodeEstimators
public import DecodeStatistics

extension AccuracySuite {
  /// At most so many answers of a configuration judge times: a forecast costs
  /// milliseconds.
  private static let mostTimed = 4000

  /// Judges what is served of the answers' measured times, and baselines, by
  /// the same split as lengths, configuration by configuration.
  ///
  /// The model is that of `fit --conditional` on the answers to learn from; the
  /// load that a forecast may know is that of the log at the time: at the start
  /// of the prefill for prefills and totals, at the first token for decode
  /// times. Cancelled answers, whose times have no end, judge nothing.
  ///
  /// - Parameter convention: Which output tokens are decode steps.
  /// - Returns: A report for each configuration, time and method.
  /// - Throws: `DecodeTimeError` for times that allow no fit, `EstimationError`
  ///   for answers that make no model, `AccuracyError`.
  public func timeReports(
    convention: DecodeStepConvention = .everyTokenIsAStep
  ) throws -> [TimeAccuracyReport] {
    let timed = answers.filter { $0.decodeTime != nil || $0.prefillTime != nil }
    guard !timed.isEmpty else { return [] }
    // Loads are those of the whole log: a split takes none of it away.
    let known = TimedAnswer.all(answers)
    var tallies: [Key: TimeTally] = [:]
    for fold in folds {
      let model = try model(fold, known, convention)
      let learnt = Dictionary(grouping: fold.training.map(\.answer)) {
        $0.request.configuration ?? ServingConfiguration()
      }
      let judged = Dictionary(grouping: fold.judged) {
        $0.answer.request.configuration ?? ServingConfiguration()
      }
      for (configuration, rows) in judged {
        let own = learnt[configuration] ?? []
        let methods: [(TimeMethod, any TimeForecaster)] = [
          (.pooled, EmpiricalTimeForecaster(own, byTask: false)),
          (.perTask, EmpiricalTimeForecaster(own, byTask: true)),
          (.proportional, ProportionalTimeForecaster(own, convention)),
          (.served, ServedTimeForecaster(model)),
        ]
        for row in Self.spread(rows) {
          for quantity in TimeQuantity.allCases {
            guard let seconds = quantity.seconds(row.answer) else { continue }
            for (method, forecaster) in methods {
              guard
                let forecast = try forecaster.forecast(
                  quantity, known[row.place], levels)
              else { continue }
              let key = Key(
                configuration: configuration, quantity: quantity,
                method: method)
              var tally = try tallies[key] ?? TimeTally(levels)
              tallies[key] = nil
              tally.add(seconds, forecast)
              tallies[key] = tally
            }
          }
        }
      }
    }
    return try tallies.keys.sorted().compactMap { key in
      try tallies[key]?.report(
        key.configuration, key.quantity, key.method, falseAlarm: falseAlarm,
        tolerance: tolerance)
    }
  }

  private struct Key: Hashable, Comparable {
    var configuration: ServingConfiguration
    var quantity: TimeQuantity
    var method: TimeMethod

    private var order: (ServingConfiguration, Int, Int) {
      (
        configuration, TimeQuantity.allCases.firstIndex(of: quantity) ?? 0,
        TimeMethod.allCases.firstIndex(of: method) ?? 0
      )
    }

    static func < (lhs: Key, rhs: Key) -> Bool { lhs.order < rhs.order }
  }

  /// The model of a fold's answers to learn from.
  private func model(
    _ fold: AccuracyFold, _ known: [TimedAnswer],
    _ convention: DecodeStepConvention
  ) throws -> CompiledModel {
    let learnt = fold.training.map(\.answer)
    var model = DecodeModel(
      tables: try LifeTables(learnt), convention: convention)
    let isInOrder = split.isInOrderOfTime
    _ = try model.fitTimes(learnt, areInOrder: isInOrder)
    model.fitConditionalTimes(
      fold.training.map { known[$0.place] }, areInOrder: isInOrder)
    // As `fit --conditional` does; what stands for several answers has no
    // order to learn in.
    if learnt.allSatisfy({ $0.count == 1 }) {
      var lengths = try ConditionalLengthModel()
      for answer in learnt {
        lengths.observe(
          try answer.outcome(), of: lengths.forecast(answer.request.features))
      }
      model.conditional = lengths
    }
    return try CompiledModel(model)
  }

  /// The rows that judge, spread evenly where there are too many.
  private static func spread(
    _ rows: [AccuracyFold.Row]
  ) -> [AccuracyFold.Row] {
    let usable = rows.filter { $0.answer.ending != .cancelled }
    guard usable.count > mostTimed else { return usable }
    return (0..<mostTimed).map { usable[$0 * usable.count / mostTimed] }
  }
}
