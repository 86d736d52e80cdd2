/// Which keys of a document were asked for while it was decoded.
///
/// A key that nobody asked for is one that this release does not know, or one
/// that is misspelt; a key that is there twice has no value.
final class KeyAudit {
  /// An object of the document.
  final class Object {
    let path: [any CodingKey]
    let names: [String]
    let members: [String: JSONValue]
    var asked: Set<String> = []

    init(_ value: JSONValue, _ path: [any CodingKey]) throws {
      var names: [String] = []
      var members: [String: JSONValue] = [:]
      for (name, value) in value.members {
        guard members.updateValue(value, forKey: name) == nil else {
          throw DecodingError.dataCorrupted(
            DecodingError.Context(
              codingPath: path,
              debugDescription: "the key \"\(printable(name))\" is there "
                + "twice"))
        }
        names.append(name)
      }
      self.path = path
      self.names = names
      self.members = members
    }
  }

  /// A key that nobody asked for.
  struct Unknown {
    /// The keys on the way to it, itself included.
    var path: [String]
    /// A key that could have been meant.
    var suggestion: String?
  }

  private var objects: [Int: Object] = [:]

  /// The object of a value, the same one however often it is asked for.
  func object(_ value: JSONValue, _ path: [any CodingKey]) throws -> Object {
    if let object = objects[value.place] { return object }
    let object = try Object(value, path)
    objects[value.place] = object
    return object
  }

  /// The keys that nobody asked for, in the order of the document.
  var unknown: [Unknown] {
    objects.sorted { $0.key < $1.key }.flatMap { _, object in
      object.names.filter { !object.asked.contains($0) }.map { name in
        let free = object.asked.filter { object.members[$0] == nil }
        return Unknown(
          path: object.path.map(\.stringValue) + [name],
          suggestion: EditDistance.nearest(to: name, among: free.sorted()))
      }
    }
  }
}
