extension Int {
  /// The number after this one, or the greatest one.
  package var next: Int { self < .max ? self + 1 : self }
}
