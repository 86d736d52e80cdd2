public import Foundation

/// Where the data of tests is, found from where this file was compiled.
///
/// `Bundle.module` sees only what lies in a target's own folder.
public enum Fixtures {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent()  // TestSupport
    .deletingLastPathComponent()  // Tests
    .deletingLastPathComponent()

  /// The folder `Fixtures` of the package.
  public static var folder: URL { root.appending(path: "Fixtures") }

  /// A file in it, such as `reference/cases.json`.
  public static func url(_ path: String) -> URL {
    folder.appending(path: path)
  }

  /// What the file holds.
  public static func data(_ path: String) throws -> Data {
    try Data(contentsOf: url(path))
  }

  /// What the file holds, as text.
  public static func text(_ path: String) throws -> String {
    String(decoding: try data(path), as: UTF8.self)
  }

  fileprivate static let nextToRoot = root.deletingLastPathComponent()
}

/// Public traces that are too large for the package.
public enum SharedTraces {
  /// The folder `shared/traces` beside the package, or `nil` where it is
  /// absent: tests that need it should then be skipped.
  public static var folder: URL? {
    let folder = Fixtures.nextToRoot.appending(path: "shared/traces")
    return FileManager.default.fileExists(atPath: folder.path())
      ? folder : nil
  }
}
