import DecodeStatistics

/// The JSON of errors of predicted times.
struct ErrorOutput: Encodable {
  var rows: Int
  @Nullable var rSquared: Double?
  @Nullable var adjustedRSquared: Double?
  var meanAbsoluteErrorSeconds: Double
  var meanAbsolutePercentageError: Double
  var rootMeanSquaredErrorSeconds: Double

  init(_ errors: ErrorSummary) {
    rows = errors.count
    rSquared = errors.rSquared
    adjustedRSquared = errors.adjustedRSquared
    meanAbsoluteErrorSeconds = errors.meanAbsoluteError
    meanAbsolutePercentageError = errors.meanAbsolutePercentageError
    rootMeanSquaredErrorSeconds = errors.rootMeanSquaredError
  }
}

/// What `experiment prefill` finds, as JSON that other programs rely on.
struct PrefillOutput: Encodable {
  struct Variation: Encodable {
    @Nullable var equalLength: Double?
    @Nullable var binned: Double?
  }

  struct Sentence: Encodable {
    var measure: String
    @Nullable var value: Double?
    @Nullable var verdict: String?
    var sentence: String
  }

  struct Part: Encodable {
    @Nullable var configuration: [String: String]?
    var rows: Int
    var coefficientOfVariation: Variation
    @Nullable var fitted: ErrorOutput?
    @Nullable var heldOut: ErrorOutput?
    var judgements: [Sentence]
    @Nullable var verdict: String?
    @Nullable var failure: String?

    init(
      _ experiment: PrefillExperiment, _ configuration: ServingConfiguration?
    ) {
      self.configuration = configuration?.labels
      rows = experiment.count
      coefficientOfVariation = Variation(
        equalLength: experiment.exact.pooled, binned: experiment.binned.pooled)
      fitted = (experiment.fitted?.overall).map(ErrorOutput.init)
      heldOut = experiment.heldOut.map(ErrorOutput.init)
      judgements = experiment.judgements.map {
        Sentence(
          measure: $0.measure, value: $0.value, verdict: $0.verdict?.rawValue,
          sentence: $0.words)
      }
      verdict = experiment.verdict?.rawValue
      failure = experiment.failure
    }
  }

  struct Attribution: Encodable {
    var factors: [VarianceAttribution.Factor]
    var interactionShare: Double
    var restShare: Double
  }

  struct Verdict: Encodable {
    @Nullable var answer: String?
    var sentence: String
  }

  var rows: Int
  var binWidth: Int
  var folds: Int
  var seed: UInt64
  var configurations: [Part]
  var all: Part
  @Nullable var attribution: Attribution?
  var verdict: Verdict
  var caveats: [String]

  init(
    _ rows: [PrefillObservation], binWidth: Int, folds: Int, seed: UInt64,
    byKey: Bool
  ) throws(DecodeTimeError) {
    func experiment(
      _ rows: [PrefillObservation]
    ) throws(DecodeTimeError) -> PrefillExperiment {
      try PrefillExperiment(rows, binWidth: binWidth, folds: folds, seed: seed)
    }
    let pooled = try experiment(rows)
    let groups = Dictionary(grouping: rows, by: \.configuration)
    var parts: [Part] = []
    for configuration in groups.keys.sorted() where groups.count > 1 {
      parts.append(
        Part(
          // Among rows of one configuration its labels tell nothing.
          try experiment(
            (groups[configuration] ?? []).map {
              var row = $0
              row.configuration = ServingConfiguration()
              return row
            }), configuration))
    }
    var caveats =
      (pooled.fitted?.caveats).map { [FitCaveat].sentences($0) } ?? []
    do throws(DecodeTimeError) {
      let shares = try VarianceAttribution(rows, byKey: byKey)
      attribution = Attribution(
        factors: shares.factors, interactionShare: shares.interactionShare,
        restShare: shares.restShare)
    } catch {
      attribution = nil
      caveats.append("no attribution of variance: \(error)")
    }
    self.rows = rows.count
    self.binWidth = binWidth
    self.folds = folds
    self.seed = seed
    configurations = parts
    all = Part(pooled, nil)
    verdict = Verdict(pooled, parts)
    self.caveats = caveats
  }
}

extension PrefillOutput.Verdict {
  fileprivate init(
    _ pooled: PrefillExperiment, _ parts: [PrefillOutput.Part]
  ) {
    answer = pooled.verdict?.rawValue
    let found =
      switch pooled.verdict {
      case .enough: "Prompt length is enough to predict prefill"
      case .undecided: "Whether prompt length is enough is undecided"
      case .notEnough: "Prompt length alone may not be enough"
      case nil: "The rows do not tell whether prompt length is enough"
      }
    let enough = parts.filter {
      $0.verdict == PrefillVerdict.enough.rawValue
    }
    let byVariation = enough.count { $0.heldOut == nil }
    sentence =
      found
      + (parts.isEmpty
        ? ""
        : "; it is in \(enough.count) of \(parts.count) configurations"
          + (byVariation > 0 ? ", in \(byVariation) by CV alone" : "")) + "."
  }
}
