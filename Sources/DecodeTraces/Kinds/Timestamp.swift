/// Moments as files write them.
enum Timestamp {
  /// Seconds since 1970 of a date and time in the manner of ISO 8601, with `T`
  /// or a space between them; without a zone it is taken as UTC.
  ///
  /// - Returns: `nil` for anything else.
  static func seconds(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    let text = text.trimmed
    var at = 0
    func number(_ digits: Int) -> Int? {
      guard at + digits <= text.count else { return nil }
      var value = 0
      for _ in 0..<digits {
        let digit = Int(text[at]) - 48
        guard (0...9).contains(digit) else { return nil }
        value = value * 10 + digit
        at += 1
      }
      return value
    }
    func skip(_ characters: [Character]) -> Bool {
      guard at < text.count,
        characters.contains(Character(UnicodeScalar(text[at])))
      else { return false }
      at += 1
      return true
    }
    guard let year = number(4), skip(["-", "/"]), let month = number(2),
      skip(["-", "/"]), let day = number(2), (1...12).contains(month),
      (1...31).contains(day)
    else { return nil }
    var seconds = Double(days(year, month, day)) * 86_400
    guard at < text.count else { return seconds }
    guard skip(["T", "t", " "]), let hour = number(2), skip([":"]),
      let minute = number(2), hour < 25, minute < 60
    else { return nil }
    seconds += Double(hour * 3600 + minute * 60)
    if skip([":"]) {
      guard let second = number(2), second <= 60 else { return nil }
      seconds += Double(second)
      if skip([".", ","]) {
        var scale = 0.1
        while let digit = number(1) {
          seconds += Double(digit) * scale
          scale /= 10
        }
      }
    }
    _ = skip([" "])
    if at == text.count || skip(["Z", "z"]) {
      return at == text.count ? seconds : nil
    }
    let isBehind = text[at] == UInt8(ascii: "-")
    guard skip(["+", "-"]), let hours = number(2) else { return nil }
    _ = skip([":"])
    let minutes = at < text.count ? number(2) : 0
    guard let minutes, at == text.count else { return nil }
    let offset = Double(hours * 3600 + minutes * 60)
    return seconds + (isBehind ? offset : -offset)
  }

  /// Seconds since 1970 of a date and time in text.
  static func seconds(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { seconds($0) }
  }

  /// Days since 1970-01-01 in the Gregorian calendar.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // Years begin in March, so that the leap day is the last one.
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let ofEra = year - era * 400
    let ofYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let days = ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear
    return era * 146_097 + days - 719_468
  }
}
