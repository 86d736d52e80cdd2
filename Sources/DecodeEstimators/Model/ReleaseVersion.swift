/// Which release of the package this is.
public enum ReleaseVersion {
  /// The version, by semantic versioning.
  public static let current = "0.1.0"
  /// The package and its version, as models and reports name them.
  public static let software = "swift-decode-estimator \(current)"
}
