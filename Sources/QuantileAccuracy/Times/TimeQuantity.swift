internal import DecodeEstimators

/// What of an answer took the time that is judged.
public enum TimeQuantity: String, Sendable, Hashable, Codable, CaseIterable {
  /// Until the first token, without what a queue took that is logged apart.
  case prefill
  /// T, the decode phase, of an answer whose length is not known.
  case decode
  /// Prefill + T.
  case total = "prefill-and-decode"
  /// T of an answer whose length is known: what the latency tells, alone.
  case decodeGivenTokens = "decode-given-tokens"

  /// The measured time of an answer, in seconds; `nil` if it was not measured.
  func seconds(_ answer: RecordedAnswer) -> Double? {
    let prefill = answer.prefillTime?.inSeconds
    let decode = answer.decodeTime?.inSeconds
    switch self {
    case .prefill: return prefill
    case .decode, .decodeGivenTokens: return decode
    case .total: return prefill.flatMap { first in decode.map { first + $0 } }
    }
  }
}
