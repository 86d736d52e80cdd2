internal import DecodeEstimators

/// The bytes of a model while they are read.
struct ModelText {
  let bytes: [UInt8]
  let name: String

  /// The model, and what to know of it.
  func contents() throws(TraceError) -> ModelFile.Contents {
    var parser = try JSONParser()
    // simdjson reads past the end.
    let padded = bytes + [UInt8](repeating: 0, count: JSONParser.padding)
    let result: Result<ModelFile.Contents, TraceError> =
      padded.withUnsafeBufferPointer { buffer in
        switch parser.parse(.init(rebasing: buffer[..<bytes.count])) {
        case .failure(let fault):
          .failure(
            error(
              .damagedModel,
              "is damaged or cut short: it is no JSON: \(fault.message)"))
        case .success(let document): contents(of: document)
        }
      }
    return try result.get()
  }

  private func error(_ code: TraceError.Code, _ detail: String) -> TraceError {
    TraceError(code, file: name, detail: detail)
  }

  private func contents(
    of document: JSONValue
  ) -> Result<ModelFile.Contents, TraceError> {
    Result { () throws(TraceError) in
      var notes = try requireKnownVersion(document)
      let audit = KeyAudit()
      let decoder = StrictDecoder(document, audit)
      let model: DecodeModel
      let minor: Int
      do {
        let envelope = try Envelope(from: decoder)
        (model, minor) = (envelope.model, envelope.minorVersion ?? 0)
      } catch let error as DecodingError {
        throw self.error(
          .invalidModel, "is not a model: \(explain(error, audit))")
      } catch {
        throw self.error(.invalidModel, "is not a model: \(error)")
      }
      let unknown = audit.unknown
      if let first = unknown.first {
        guard minor > DecodeModel.minorFormatVersion else {
          throw self.error(.invalidModel, Self.explain(first))
        }
        let keys = unknown.map { Self.path($0.path) }
        notes.append(
          "a newer release wrote this model; what it says under "
            + "\(quotedList(keys, limit: 5)) is left aside")
      }
      return ModelFile.Contents(model: model, notes: notes)
    }
  }

  /// A model with the keys that only a file has.
  private struct Envelope: Decodable {
    let model: DecodeModel
    let minorVersion: Int?

    private enum CodingKeys: String, CodingKey {
      case version
      case minorVersion
      case checksum
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      if try values.decode(Int.self, forKey: .version) >= 2 {
        minorVersion = try values.decode(Int.self, forKey: .minorVersion)
        _ = try values.decode(String.self, forKey: .checksum)
      } else {
        minorVersion = nil
      }
      model = try DecodeModel(from: decoder)
    }
  }

  private func explain(_ error: DecodingError, _ audit: KeyAudit) -> String {
    let context: DecodingError.Context
    var meant: String?
    if case .keyNotFound(let key, _) = error {
      meant =
        audit.unknown.first {
          EditDistance.nearest(
            to: key.stringValue, among: [$0.path.last ?? ""]) != nil
        }?.path.last
    }
    switch error {
    case .dataCorrupted(let found), .keyNotFound(_, let found),
      .typeMismatch(_, let found), .valueNotFound(_, let found):
      context = found
    @unknown default: return "\(error)"
    }
    let path = Self.path(context.codingPath.map(\.stringValue))
    return (path.isEmpty ? "" : "\(path): ")
      + printable(context.debugDescription, limit: 1000, quotes: false)
      + (meant.map { ", but \"\(printable($0))\" is there" } ?? "")
  }

  private static func explain(_ key: KeyAudit.Unknown) -> String {
    let meant = key.suggestion.map { " (\($0)?)" } ?? ""
    return "is not a model: the key \"\(path(key.path))\" is not known"
      + "\(meant); keys of one's own belong under \"extensions\""
  }

  private static func path(_ keys: [String]) -> String {
    printable(keys.joined(separator: "."), limit: 200)
  }
}

// MARK: - Version and checksum

extension ModelText {
  /// Refuses other formats, newer versions and damaged bytes, in this order.
  ///
  /// - Returns: Notes.
  private func requireKnownVersion(
    _ document: JSONValue
  ) throws(TraceError) -> [String] {
    let format = document["format"]
    guard format?.string == DecodeModel.formatName else {
      throw error(
        .notAModel,
        "is not a model: its format is "
          + (format.map { "\"\(printable($0.excerpt))\"" } ?? "not told")
          + ", that of a model \"\(DecodeModel.formatName)\"")
    }
    let newest = DecodeModel.formatVersion
    guard let version = document["version"],
      case .signed(let number)? = version.literalInteger, number >= 1
    else {
      throw error(
        .invalidModel,
        "is not a model: version: found "
          + (document["version"].map { printable($0.excerpt) } ?? "none")
          + ", expected 1 to \(newest)")
    }
    guard number <= newest else {
      throw error(
        .newerModel,
        "is not a model that this release reads: it is of version \(number), "
          + "and version 1 to \(newest) are read; a newer release reads it")
    }
    return number == 1 ? [] : try requireChecksum(document)
  }

  /// What stands in place of a checksum in a file that was written by hand.
  static let unchecked = "none"

  private func requireChecksum(
    _ document: JSONValue
  ) throws(TraceError) -> [String] {
    guard let stated = document["checksum"]?.string else {
      throw error(
        .damagedModel,
        "is damaged: a model of version 2 ends in a checksum, which is "
          + "missing; of a model written by hand it is \"\(Self.unchecked)\"")
    }
    guard stated != Self.unchecked else {
      return ["the model has no checksum, so damage would not be seen"]
    }
    // All that stands before the last key is covered.
    let tail = Array(Self.tail(stated).utf8)
    let text = bytes.suffix(tail.count + 16)
    let blanks = text.reversed().prefix { [9, 10, 13, 32].contains($0) }.count
    let end = bytes.count - blanks
    let covered = bytes.prefix(max(end - tail.count, 0))
    let found = Checksum(covered).text
    guard bytes[covered.count..<end].elementsEqual(tail), stated == found
    else {
      throw error(
        .damagedModel,
        "is damaged, or was changed by hand: its checksum is "
          + "\(printable(stated)), that of its contents \(found); fit it anew, "
          + "or say \"checksum\":\"\(Self.unchecked)\" if the change is meant")
    }
    return []
  }

  /// How a model with that checksum ends.
  static func tail(_ checksum: String) -> String {
    ",\"checksum\":\"\(checksum)\"}"
  }
}
