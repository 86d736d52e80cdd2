import Foundation
import LengthLaws
import TestSupport
import Testing

struct LifeTableCodableTests {
  @Test func encodingAndDecodingGivesTheTableBack() {
    property("a table survives JSON") { choices in
      let table = choices.lifeTable(0...60, longest: 900)
      let data = try JSONEncoder().encode(table)
      let read = try JSONDecoder().decode(LifeTable.self, from: data)
      try checkInvariants(read)
      try requireEqual(read, table, "table")
    }
  }

  @Test func columnsOfZerosAreLeftOut() throws {
    var table = LifeTable()
    try table.record(length: 4, ending: .stopped, count: 3)
    try table.record(length: 2, ending: .cancelled)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(table), as: UTF8.self)
    #expect(text == #"{"cancelled":[1,0],"length":[2,4],"stopped":[0,3]}"#)
  }

  @Test func lengthsMayComeInAnyOrder() throws {
    let table = try decoded(
      #"{"length": [9, 2, 5], "stopped": [1, 2, 0], "capped": [0, 0, 7]}"#)
    #expect(table.rows.map(\.length) == [2, 5, 9])
    #expect(table.rows.map(\.stopped) == [2, 0, 1])
    #expect(table.cappedCount == 7)
  }

  @Test func emptyRowsAreDropped() throws {
    let table = try decoded(#"{"length": [4, 6], "stopped": [0, 1]}"#)
    #expect(table.rows == [.init(length: 6, stopped: 1)])
    #expect(try decoded(#"{"length": [], "stopped": []}"#).isEmpty)
  }

  @Test(arguments: [
    (#"{"length": [3], "stopped": [-1]}"#, "but is -1"),
    (#"{"length": [0], "stopped": [1]}"#, "at least 1 token, but is 0"),
    (#"{"length": [4, 3, 4], "stopped": [1, 2, 3]}"#, "has 4 twice"),
    (#"{"length": [-2], "stopped": [1]}"#, "at least 1 token, but is -2"),
    (#"{"length": [3, 4], "stopped": [1]}"#, "2 lengths"),
    (#"{"length": [3], "stopped": [1], "capped": [1, 2]}"#, "1 lengths"),
    (#"{"length": [3], "stopped": [9007199254740993]}"#, "2^53"),
    (
      #"{"length": [3, 4], "stopped": [9007199254740992, 1]}"#, "2^53"
    ),
    (
      #"{"length": [3], "stopped": [4503599627370497], "#
        + #""capped": [4503599627370496]}"#, "2^53"
    ),
  ])
  func corruptCountsAreRefused(_ json: String, _ reason: String) {
    var found: String?
    do {
      _ = try decoded(json)
    } catch DecodingError.dataCorrupted(let context) {
      found = context.debugDescription
    } catch {
      found = "another error: \(error)"
    }
    #expect(found?.contains(reason) == true, "\(found ?? "accepted")")
  }

  @Test(arguments: [
    "{}", "[]", "null", "7", #"{"stopped": [1]}"#, #"{"length": 3}"#,
    #"{"length": ["a"], "stopped": [1]}"#,
    #"{"length": [1.5], "stopped": [1]}"#,
    #"{"length": [1], "stopped": [1e300]}"#,
    #"{"length": [1], "stopped": [null]}"#,
  ])
  func otherShapesAreRefused(_ json: String) {
    #expect(throws: DecodingError.self) { try decoded(json) }
  }

  private func decoded(_ json: String) throws -> LifeTable {
    try JSONDecoder().decode(LifeTable.self, from: Data(json.utf8))
  }
}
