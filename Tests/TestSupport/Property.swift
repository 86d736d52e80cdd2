public import Foundation
public import Testing

/// A case in which a property fails, made simple.
public struct Counterexample: Sendable {
  /// The property's name.
  public let property: String
  /// How the simplest case fails.
  public let failure: String
  /// How the case found first fails.
  public let firstFailure: String
  /// The choices of the simplest case.
  public let choices: [UInt64]
  /// The seed of the case found first.
  public let seed: UInt64

  /// Settings of the environment under which the case comes first.
  public var replay: [String: String] {
    ["PROP_SEED": String(seed, radix: 16), "PROP_CASES": "1"]
  }
}

/// Looks for a case in which `body` throws.
///
/// The cases follow from the name alone, so they are the same on every run.
/// Two variables of the environment change that: `PROP_SEED`, hexadecimal,
/// is the seed of the first case; `PROP_CASES` is how many there are.
///
/// - Parameters:
///   - name: What is claimed, in words.
///   - cases: How many cases to try.
///   - shrinkSteps: How many simpler cases to try on a failing one at most.
///   - environment: Where to look for the variables.
///   - body: Makes a case from its choices and throws where it fails.
/// - Returns: The failing case, or `nil` if all of them passed.
public func counterexample(
  to name: String, cases: Int = 200, shrinkSteps: Int = 4000,
  environment: [String: String] = ProcessInfo.processInfo.environment,
  _ body: @escaping (inout Choices) throws -> Void
) -> Counterexample? {
  let settings = PropertySettings(
    name: name, cases: cases, environment: environment)
  let run = { (choices: inout Choices) -> String? in
    do {
      try body(&choices)
      return nil
    } catch {
      return "\(error)"
    }
  }
  for index in 0..<settings.cases {
    let seed = settings.seed &+ UInt64(index)
    var choices = Choices(seed: seed)
    guard let failure = run(&choices) else { continue }
    var shrinker = Shrinker(
      choices.made, failure: failure, steps: shrinkSteps, run: run)
    shrinker.minimise()
    return Counterexample(
      property: name, failure: shrinker.failure, firstFailure: failure,
      choices: shrinker.best, seed: seed)
  }
  return nil
}

/// Checks that `body` throws in none of many cases, and records an issue with
/// the simplest failing one and the command that replays it.
///
/// ```swift
/// property("reversing twice gives the list back") { choices in
///   let list = choices.array(0...20) { $0.int(0...99) }
///   try requireEqual(list.reversed().reversed(), list)
/// }
/// ```
///
/// - Parameters: As in `counterexample(to:cases:shrinkSteps:environment:_:)`.
public func property(
  _ name: String, cases: Int = 200, shrinkSteps: Int = 4000,
  at location: SourceLocation = #_sourceLocation,
  _ body: @escaping (inout Choices) throws -> Void
) {
  let found = counterexample(
    to: name, cases: cases, shrinkSteps: shrinkSteps, body)
  guard let found else { return }
  let test = Test.current.map { $0.name.prefix { $0 != "(" } } ?? ""
  let variables = found.replay.sorted { $0.key > $1.key }
    .map { "\($0)=\($1)" }.joined(separator: " ")
  Issue.record(
    """
    \(name): \(found.failure)
      shrunk from: \(found.firstFailure)
      replay: \(variables) swift test --filter '\(test)'
    """,
    sourceLocation: location)
}

private struct PropertySettings {
  var seed: UInt64
  var cases: Int

  init(name: String, cases: Int, environment: [String: String]) {
    seed = SplitMix64.seed(of: name)
    self.cases = cases
    if let text = environment["PROP_SEED"] {
      guard let value = UInt64(text, radix: 16) else {
        preconditionFailure("PROP_SEED should be hexadecimal, but is \(text)")
      }
      seed = value
    }
    if let text = environment["PROP_CASES"] {
      guard let value = Int(text), value >= 0 else {
        preconditionFailure("PROP_CASES should be a number, but is \(text)")
      }
      self.cases = value
    }
  }
}
