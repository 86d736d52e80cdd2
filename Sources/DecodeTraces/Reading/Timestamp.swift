/// Points of time as traces have them.
enum Timestamp {
  /// Seconds of a timestamp: a plain number of seconds, or a date with a time
  /// such as `2023-11-16 18:17:03.9799600`, then since 1970 in UTC if no
  /// other zone is named.
  ///
  /// - Returns: `nil` for anything else.
  static func seconds(_ text: String) -> Double? {
    if let number = Double(text) { return number.isFinite ? number : nil }
    let parts = text.split(maxSplits: 1) { $0 == " " || $0 == "T" }
    guard parts.count == 2 else { return nil }
    let date = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard date.count == 3, let year = Int(date[0]), let month = Int(date[1]),
      let day = Int(date[2]), (1...9999).contains(year),
      (1...12).contains(month), (1...31).contains(day),
      let (clock, offset) = zone(parts[1])
    else { return nil }
    let time = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard time.count == 3, let hour = Int(time[0]), let minute = Int(time[1]),
      let second = Double(time[2]), (0...23).contains(hour),
      (0...59).contains(minute), second >= 0, second < 61
    else { return nil }
    let minutes = days(year, month, day) * 1440 + hour * 60 + minute - offset
    return Double(minutes * 60) + second
  }

  /// The time of day without its zone, and the zone's minutes east of UTC.
  private static func zone(
    _ text: Substring
  ) -> (clock: Substring, offset: Int)? {
    if text.hasSuffix("Z") { return (text.dropLast(), 0) }
    guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else {
      return (text, 0)
    }
    let digits = text[text.index(after: sign)...].filter { $0 != ":" }
    guard digits.count == 4, let number = Int(digits), number % 100 < 60 else {
      return nil
    }
    let minutes = number / 100 * 60 + number % 100
    return (text[..<sign], text[sign] == "-" ? -minutes : minutes)
  }

  /// Days from 1970-01-01 in the Gregorian calendar, from years that begin
  /// with March.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let years = month > 2 ? year : year - 1
    let months = (month + 9) % 12
    let leaps = years / 4 - years / 100 + years / 400
    return years * 365 + leaps + (153 * months + 2) / 5 + day - 1 - 719_468
  }
}
