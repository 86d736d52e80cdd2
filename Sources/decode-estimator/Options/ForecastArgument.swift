import ArgumentParser
import DecodeEstimators
import QuantileAccuracy

/// Forecasts made elsewhere: `NAME=FILE`.
struct ForecastArgument: ExpressibleByArgument {
  var name: String
  var path: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    name = String(parts[0])
    path = String(parts[1])
    // A name that the package's own methods have would be ambiguous.
    guard AccuracyMethod(named: name) == nil else { return nil }
  }
}

/// When outcomes are known: `recorded`, `none`, or a time for each token.
struct DelayArgument: ExpressibleByArgument {
  var delay: OutcomeDelay

  init?(argument: String) {
    switch argument {
    case "none": delay = .none
    case "recorded": delay = .recorded
    default:
      guard let each = DurationArgument(argument: argument) else { return nil }
      delay = .secondsPerToken(each.duration.inSeconds)
    }
  }
}
