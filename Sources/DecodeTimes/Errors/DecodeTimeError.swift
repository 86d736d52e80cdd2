/// Why numbers make no latency, no law of times and no risk, or measurements
/// no fit.
///
/// Positions and lengths are tokens, times are seconds, and rows are counted
/// from 0 in the order given.
public enum DecodeTimeError: Error, Sendable, Hashable {
  // MARK: Latencies

  /// A time that is negative, infinite, not a number or above
  /// `maximumSeconds`, and the position or length it belongs to, if any.
  case secondsOutOfRange(Double, at: Int?)
  /// A slope that is negative, infinite, not a number or above
  /// `maximumSeconds`: far enough out, the latency would be negative.
  case slopeOutOfRange(Double)
  /// A table without a bucket.
  case noBuckets
  /// A bucket that starts below 1.
  case bucketStartOutOfRange(Int)
  /// A bucket that ends before it starts.
  case emptyBucket(first: Int, last: Int)
  /// An open bucket, starting at `first`, that is not the last one.
  case openBucketNotLast(first: Int)
  /// Buckets that share positions, or are out of order.
  case overlappingBuckets(last: Int, nextFirst: Int)
  /// Positions between two buckets that neither covers.
  case gapBetweenBuckets(last: Int, nextFirst: Int)
  /// A table without a knot.
  case noKnots
  /// A knot below 1 or beyond `limit`.
  case knotOutOfRange(Int, limit: Int)
  /// A knot that is not beyond the one before it.
  case knotsNotIncreasing(Int, after: Int)
  /// Averages that fall so fast that answers of `position` tokens would take
  /// less time in all than answers one token shorter.
  case negativeStep(position: Int, seconds: Double)

  // MARK: Laws and risks

  /// A parameter of a law, a risk measure or a search that is out of range.
  case parameterOutOfRange(name: String, value: Double, accepted: String)

  // MARK: Measurements

  /// No rows.
  case noObservations
  /// A count that is below 1 or too large for the form.
  case countOutOfRange(row: Int, name: String, value: Int)
  /// A row's time that is negative, not a number or above `maximumSeconds`.
  case timeOutOfRange(row: Int, seconds: Double)
  /// A weight or another number that is not above 0 and finite.
  case numberOutOfRange(row: Int, name: String, value: Double)
  /// A row without a column that the form needs.
  case missing(row: Int, name: String)
  /// A row with fewer steps than tokens, which an ordinary step latency does
  /// not describe.
  case severalTokensPerStep(row: Int, tokens: Int, steps: Int)
  /// Too few rows for the unknowns.
  case tooFewObservations(count: Int, needed: Int, of: String)
  /// Columns that those before them determine, by name.
  case rankDeficient(columns: [String])
  /// A setting outside its range, in words.
  case invalidSetting(String)
  /// Rows whose embeddings are absent, differ in size or are too short.
  case embeddingSize(row: Int, found: Int, expected: Int)
  /// Configurations have more labels than are fitted together; the key that
  /// has most.
  case tooManyLabels(key: String, count: Int, limit: Int)
  /// A configuration, or one of its labels, that no row fitted to had.
  case unknownLabel(String)
  /// More times than a table counts exactly: 2⁵³.
  case tooManyTimes
  /// GSL reported a fault.
  case numerical(String)

  /// The greatest time accepted: 10¹⁰⁰ seconds.
  ///
  /// Far beyond any use, it keeps every sum over positions finite.
  public static let maximumSeconds = 1e100
}

extension DecodeTimeError: CustomStringConvertible {
  /// What is wrong, and what would be accepted.
  public var description: String {
    switch self {
    case .secondsOutOfRange(let seconds, let place):
      "a latency should be a number of seconds in 0...\(Self.maximumSeconds)"
        + ", but is \(seconds)" + (place.map { " at \($0)" } ?? "")
    case .slopeOutOfRange(let slope):
      "the slope of a latency should be in 0...\(Self.maximumSeconds) seconds "
        + "per position, but is \(slope)"
    case .noBuckets:
      "a latency table should have at least one bucket, but has none"
    case .bucketStartOutOfRange(let first):
      "a bucket should start at 1 or later, but starts at \(first)"
    case .emptyBucket(let first, let last):
      "a bucket should end where it starts or later, but goes from \(first) "
        + "to \(last)"
    case .openBucketNotLast(let first):
      "the last bucket alone should be open, but the one that starts at "
        + "\(first) is followed by another"
    case .overlappingBuckets(let last, let next):
      "the bucket after the one that ends at \(last) should start right after "
        + "it, but starts at \(next): buckets overlap or are out of order"
    case .gapBetweenBuckets(let last, let next):
      "the bucket after the one that ends at \(last) should start right after "
        + "it, but starts at \(next): no bucket covers what lies between"
    case .noKnots:
      "a tabulated latency should have at least one knot, but has none"
    case .knotOutOfRange(let position, let limit):
      "a knot should be at a position in 1...\(limit), but is at \(position)"
    case .knotsNotIncreasing(let position, let previous):
      "knots should be in increasing order of position, but \(position) "
        + "follows \(previous)"
    case .negativeStep(let position, let seconds):
      "an average of n tokens should not fall so fast that n times it "
        + "decreases, but the step to \(position) tokens takes "
        + "\(seconds) s; positions' own latencies belong in a "
        + "piecewise-constant latency instead"
    case .parameterOutOfRange(let name, let value, let accepted):
      "\(name) should be in \(accepted), but is \(value)"
    case .noObservations: "there should be at least one row, but there is none"
    case .countOutOfRange(let row, let name, let value):
      "row \(row): \(name) should be at least 1 and no more than the form "
        + "covers, but is \(value)"
    case .timeOutOfRange(let row, let seconds):
      "row \(row): a time should be a number of seconds of at least 0, and "
        + "above 0 where tokens were produced, but is \(seconds)"
    case .numberOutOfRange(let row, let name, let value):
      "row \(row): \(name) should be a finite number above 0, but is \(value)"
    case .missing(let row, let name):
      "row \(row): this form needs \(name), which the row does not have"
    case .severalTokensPerStep(let row, let tokens, let steps):
      "row \(row): \(tokens) tokens in \(steps) steps are more than one a "
        + "step; fit time against tokens with another convention"
    case .tooFewObservations(let count, let needed, let what):
      "the fit needs at least \(needed) \(what), but there are \(count)"
    case .rankDeficient(let columns):
      "the rows do not tell \(columns.joined(separator: ", ")) from the "
        + "columns before: let them vary, or leave them out"
    case .invalidSetting(let text): text
    case .embeddingSize(let row, let found, let expected):
      "row \(row): the embedding should have \(expected) numbers, but has "
        + "\(found)"
    case .tooManyLabels(let key, let count, let limit):
      "\(key) has \(count) labels, and at most \(limit) of all keys are "
        + "fitted together: leave that column out, or give one label to many "
        + "of them"
    case .unknownLabel(let label):
      "no measurement has the label \"\(label)\": measure it, or name one "
        + "that was"
    case .tooManyTimes:
      "a table of times holds at most 2^53 of them, beyond which counts are "
        + "no longer exact"
    case .numerical(let fault): "the fit failed: \(fault)"
    }
  }
}
