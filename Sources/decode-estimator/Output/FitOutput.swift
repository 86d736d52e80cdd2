import DecodeStatistics

/// The JSON of one task's fits, as other programs rely on it; best first.
struct FitOutput: Encodable {
  struct Failure: Encodable {
    var family: String
    var error: String
  }

  struct Interval: Encodable {
    @Nullable var lower: Double?
    @Nullable var upper: Double?
  }

  struct Fitted: Encodable {
    var family: String
    var parameters: [String: Nullable<Double>] = [:]
    var standardErrors: [String: Nullable<Double>] = [:]
    var logLikelihood: Double
    var aic: Double
    var bic: Double
    var converged: Bool
    @Nullable var boundary: String?
    /// Profile-likelihood intervals by parameter, where asked for.
    var intervals: [String: Interval]?
    /// What a bootstrap says, where asked for.
    var bootstrap: FitInference?
    /// The parameters for people, in the family's order.
    let summary: String

    private enum CodingKeys: String, CodingKey {
      case family, parameters, standardErrors, logLikelihood, aic, bic
      case converged, boundary, intervals, bootstrap
    }
  }

  var task: String
  var observations: Int
  var censored: Int
  var fits: [Fitted]
  var failures: [Failure]

  init(
    _ id: TaskID, _ table: LifeTable, _ ranking: FamilyRanking,
    _ choice: FitOptions.Choice, _ options: FitOptions, latency: LatencyModel?
  ) {
    task = id.rawValue
    observations = table.count
    censored = table.censoredCount
    fits = ranking.entries.map {
      Fitted($0.fit, table, options, latency: latency)
    }
    failures = ranking.failures.map {
      Failure(family: $0.family.rawValue, error: "\($0.error)")
    }
    guard choice.isSplineWanted else { return }
    do throws(LengthLawError) {
      let spline = Fitted(try HazardSpline.fit(table), of: table)
      let place = fits.firstIndex { $0.aic > spline.aic } ?? fits.count
      fits.insert(spline, at: place)
    } catch {
      failures.append(
        Failure(family: FitOptions.splineName, error: "\(error)"))
    }
  }

  func print() {
    StandardOutput.print(
      "\(task): \(observations) answers, \(censored) censored")
    var table = TextTable("family", "log L", "AIC", "BIC", "parameters ± se")
    for fit in fits {
      table.add([
        fit.family, Format.number(fit.logLikelihood, 3),
        Format.number(fit.aic), Format.number(fit.bic), fit.summary,
      ])
    }
    table.print()
    for fit in fits { fit.bootstrap?.print(fit.family) }
    for failure in failures {
      StandardOutput.print("\(failure.family): \(failure.error)")
    }
    StandardOutput.print("")
  }
}

extension FitOutput.Fitted {
  init(
    _ fit: LengthFit<any LengthDistribution>, _ table: LifeTable,
    _ options: FitOptions, latency: LatencyModel?
  ) {
    family = fit.family.rawValue
    for parameter in fit.parameters {
      parameters[parameter.name] = Nullable(wrappedValue: parameter.value)
      standardErrors[parameter.name] = Nullable(
        wrappedValue: parameter.standardError)
    }
    logLikelihood = fit.logLikelihood
    aic = fit.aic
    bic = fit.bic
    converged = fit.isConverged
    boundary = fit.boundary?.rawValue
    if options.intervals {
      let sample = CensoredSample(table)
      var found: [String: FitOutput.Interval] = [:]
      // A parameter whose likelihood has no profile has no interval.
      for parameter in fit.parameters where parameter.isEstimated {
        let interval = try? fit.profileInterval(
          of: parameter.name, in: sample, level: options.confidence
        ).interval
        found[parameter.name] = FitOutput.Interval(
          lower: interval?.lower, upper: interval?.upper)
      }
      intervals = found
    }
    if options.bootstrap != nil {
      bootstrap = try? FitInference(
        table, fit.family, options, latency: latency)
    }
    let intervals = intervals
    let values = fit.parameters.map { parameter in
      let interval = intervals?[parameter.name].map {
        " (\(Format.parameter($0.lower))…\(Format.parameter($0.upper)))"
      }
      return "\(parameter.name) \(Format.parameter(parameter.value)) "
        + "± \(Format.parameter(parameter.standardError))\(interval ?? "")"
    }
    summary =
      values.joined(separator: ", ")
      + (fit.boundary.map { " (on a boundary: \($0.rawValue))" } ?? "")
  }

  /// The spline, charged for its effective parameters.
  init(_ fit: HazardSplineFit, of table: LifeTable) {
    family = FitOptions.splineName
    parameters = [
      "smoothing": Nullable(wrappedValue: fit.smoothing),
      "effectiveParameters": Nullable(wrappedValue: fit.effectiveParameters),
    ]
    logLikelihood = fit.logLikelihood
    aic = fit.aic
    bic = fit.bic(observations: table.count)
    converged = true
    boundary = nil
    summary =
      "\(Format.number(fit.effectiveParameters, 1)) effective parameters"
  }
}
