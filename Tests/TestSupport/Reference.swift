public import DecodeStatistics
import Foundation

/// The reference results in `Fixtures/reference`.
public enum Reference {
  /// Fits of published data.
  public static func cases() throws -> [ReferenceCase] {
    try load("reference/cases.json")
  }

  /// The fit of that name.
  public static func fit(_ name: String) throws -> ReferenceCase {
    guard let found = try cases().first(where: { $0.name == name }) else {
      throw Falsified("there is no reference case \(name)")
    }
    return found
  }

  /// Exact results.
  public static func oracles() throws -> [Oracle] {
    try load("reference/oracles.json")
  }

  /// The exact result of that name.
  public static func oracle(_ name: String) throws -> Oracle {
    guard let found = try oracles().first(where: { $0.name == name }) else {
      throw Falsified("there is no oracle \(name)")
    }
    return found
  }

  private static func load<Value: Decodable>(_ path: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Fixtures.data(path))
  }
}

/// A fit of published data, to many digits.
public struct ReferenceCase: Sendable, Decodable {
  /// Its name in the file.
  public let name: String
  /// Where the data come from.
  public let source: String
  /// The family fitted and its parameters.
  public let family: String
  /// What it was fitted to.
  public let data: ReferenceData
  /// What came out.
  public let expected: ReferenceResult
  /// What the source printed.
  public let published: JSONValue?
  /// Allowed errors, such as `params_rel` and `loglik_abs`.
  public let tolerance: [String: Double]
}

/// The data of a reference fit: counts of values or of bins.
public struct ReferenceData: Sendable, Decodable {
  /// The distinct values.
  public let values: [Double]?
  /// How often each value or bin occurs.
  public let counts: [Int]?
  /// 1 where the value is known only to be exceeded.
  public let censor: [Int]?
  /// Lower ends of bins.
  public let lower: [Double]?
  /// Upper ends of bins; `nil` is open.
  public let upper: [Double?]?
  /// Where the data were cut off below.
  public let threshold: Double?

  private enum CodingKeys: String, CodingKey {
    case values
    case counts
    case censor
    case lower
    case upper
    case threshold
  }

  /// Reads the data.
  ///
  /// - Throws: `DecodingError` if a column is not one of numbers.
  public init(from decoder: any Decoder) throws {
    let columns = try decoder.container(keyedBy: CodingKeys.self)
    values = try columns.decodeIfPresent([Double].self, forKey: .values)
    counts = try columns.decodeIfPresent([Int].self, forKey: .counts)
    lower = try columns.decodeIfPresent([Double].self, forKey: .lower)
    upper = try columns.decodeIfPresent([Double?].self, forKey: .upper)
    threshold = try columns.decodeIfPresent(Double.self, forKey: .threshold)
    // Binned data have a remark in this place.
    censor =
      values == nil
      ? nil : try columns.decodeIfPresent([Int].self, forKey: .censor)
  }

  /// The values as a life table, censored ones as capped.
  ///
  /// - Parameter shift: Added to every value: 1 for data that start at 0.
  /// - Returns: The table, with the counts as they stand.
  /// - Throws: `Falsified` if there are no whole values, or `LengthLawError`.
  public func lifeTable(shiftedBy shift: Int = 0) throws -> LifeTable {
    guard let values, let counts, let censor, values.count == counts.count,
      values.count == censor.count
    else { throw Falsified("the reference data have no values") }
    var table = LifeTable()
    for (index, value) in values.enumerated() {
      guard let length = Int(exactly: value) else {
        throw Falsified("a length should be whole, but is \(value)")
      }
      try table.record(
        length: length + shift,
        ending: censor[index] == 0 ? .stopped : .capped, count: counts[index])
    }
    return table
  }
}

/// The results of a reference fit.
public struct ReferenceResult: Sendable, Decodable {
  /// Parameters by name; empty where none were fitted.
  public let parameters: [String: Double]
  /// Their standard errors.
  public let standardErrors: [String: Double]
  /// The log-likelihood at the maximum.
  public let logLikelihood: Double?
  /// The whole entry: some have a `gof`, `km`, `rmst` or others beside.
  public let entry: JSONValue

  /// Reads an entry.
  ///
  /// - Throws: `DecodingError` if it is no JSON.
  public init(from decoder: any Decoder) throws {
    entry = try JSONValue(from: decoder)
    parameters = Self.numbers(entry["params"])
    standardErrors = Self.numbers(entry["se"])
    logLikelihood = entry["loglik"]?.double
  }

  private static func numbers(_ value: JSONValue?) -> [String: Double] {
    guard case .object(let members) = value else { return [:] }
    return members.compactMapValues(\.double)
  }
}

/// An exact result.
public struct Oracle: Sendable, Decodable {
  /// Its name in the file.
  public let name: String
  /// The arguments; where they name `columns`, rows of `expected` follow.
  public let inputs: JSONValue
  /// The result.
  public let expected: JSONValue
  /// The allowed error; 0 asks for equality.
  public let tolerance: JSONValue
}
