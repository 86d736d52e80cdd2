/// A part of a model that may keep two from being merged, and can be left
/// out.
public enum ModelPart: String, Sendable, Hashable, CaseIterable {
  /// Lengths given what is known of a request: counts that fade.
  case conditional
  /// Laws of lengths other than Kaplan–Meier.
  case lengthModels
  /// Latency and noise.
  case times
  /// The prefill.
  case prefill
  /// Values of one's own.
  case extensions
}
