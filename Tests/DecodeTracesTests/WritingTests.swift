import DecodeStatistics
import DecodeTraces
import Foundation
import Testing

@Suite("Writing")
struct WritingTests {
  @Test func rowsAreSortedAndQuotedWhereNeeded() throws {
    var tables = LifeTables()
    try tables.record(task: "vqa", length: 7, ending: .stopped, count: 3)
    try tables.record(task: "a \"b\", c", length: 9, ending: .stopped)
    try tables.record(task: "vqa", length: 2, ending: .capped, count: 4)
    try tables.record(task: "vqa", length: 7, ending: .cancelled)
    let text = String(
      decoding: try CountTableWriter().contents(of: tables), as: UTF8.self)
    #expect(
      text == """
        task,output_tokens,ending,count
        "a ""b"", c",9,stopped,1
        vqa,2,capped,4
        vqa,7,cancelled,1
        vqa,7,stopped,3

        """)
  }

  @Test func readingGivesBackWhatWasWritten() throws {
    var generator = SplitMix64(state: 7)
    let names = [
      "a", " a ", "\ta", "\"", "\"\"", ",", "a\nb", "a\r\nb", "\r", "é",
      "日本語", "\u{FEFF}x", "x y", "'", "\u{A0}z", "e\u{301}",
    ].filter { !$0.allSatisfy(\.isWhitespace) }
    for _ in 0..<50 {
      var tables = LifeTables()
      for _ in 0..<Int.random(in: 1...60, using: &generator) {
        try tables.record(
          task: TaskID(names.randomElement(using: &generator) ?? "a"),
          length: .random(in: 1...50, using: &generator),
          ending: Ending.allCases.randomElement(using: &generator) ?? .capped,
          count: .random(in: 1...1_000_000, using: &generator))
      }
      try withDirectory { directory in
        let path = directory + "/table.csv"
        try CountTableWriter().write(tables, to: path)
        #expect(try TraceReader().lifeTables(in: path).tables == tables)
      }
    }
  }

  @Test(arguments: ["", "  ", "a\u{0}"])
  func namesThatCannotBeReadAreNotWritten(name: String) throws {
    var tables = LifeTables()
    try tables.record(task: TaskID(name), length: 1, ending: .stopped)
    let error = try #require(throws: TraceError.self) {
      try CountTableWriter().contents(of: tables)
    }
    #expect(error.code == .unwritableFile)
  }

  @Test func lengthsThatCannotBeReadAreNotWritten() throws {
    var tables = LifeTables()
    try tables.record(task: "a", length: 1 << 40, ending: .stopped)
    #expect(throws: TraceError.self) {
      try CountTableWriter().contents(of: tables)
    }
  }

  @Test func fileIsReplacedAndKeepsItsPermissions() throws {
    try withDirectory { directory in
      let path = directory + "/table.csv"
      let link = directory + "/link.csv"
      try AtomicFile.write("old", to: path)
      #expect(chmod(path, 0o640) == 0)
      #expect(symlink("table.csv", link) == 0)
      try AtomicFile.write("new", to: link)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
      let files = FileManager.default
      let mode = try files.attributesOfItem(atPath: path)[.posixPermissions]
      #expect(mode as? Int == 0o640)
      #expect(
        try files.contentsOfDirectory(atPath: directory).sorted()
          == ["link.csv", "table.csv"])
    }
  }

  @Test func aLinkToNothingIsFollowed() throws {
    try withDirectory { directory in
      let link = directory + "/link.csv"
      #expect(symlink("other.csv", directory + "/second.csv") == 0)
      #expect(symlink(directory + "/second.csv", link) == 0)
      try AtomicFile.write("new", to: link)
      #expect(
        try String(contentsOfFile: directory + "/other.csv", encoding: .utf8)
          == "new")
      let files = FileManager.default
      let type = try files.attributesOfItem(atPath: link)[.type]
      #expect(type as? FileAttributeType == .typeSymbolicLink)
      #expect(try files.contentsOfDirectory(atPath: directory).count == 3)
      #expect(symlink("b", directory + "/a") == 0)
      #expect(symlink("a", directory + "/b") == 0)
      let endless = try #require(throws: TraceError.self) {
        try AtomicFile.write("x", to: directory + "/a")
      }
      #expect(endless.category == .unwritableFile)
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullDiskIsToldFromAMissingFolder() throws {
    let full = try #require(throws: TraceError.self) {
      try AtomicFile.write("x", to: "/dev/full")
    }
    #expect(full.category == .unfinishedFile)
    #expect(full.description.contains("No space left on device"))
  }

  @Test func failureLeavesNothingBehind() throws {
    try withDirectory { directory in
      let missing = try #require(throws: TraceError.self) {
        try AtomicFile.write("x", to: directory + "/none/table.csv")
      }
      #expect(missing.category == .unwritableFile)
      #expect(missing.description.contains("No such file or directory"))
      let blocked = try #require(throws: TraceError.self) {
        try AtomicFile.write("x", to: directory)
      }
      #expect(blocked.description.contains("Is a directory"))
      #expect(throws: TraceError.self) { try AtomicFile.write("x", to: "") }
      let files = FileManager.default
      #expect(try files.contentsOfDirectory(atPath: directory).isEmpty)
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func deviceIsWrittenToAndStaysADevice() throws {
    try AtomicFile.write("x", to: "/dev/null")
    let error = try #require(throws: TraceError.self) {
      try AtomicFile.write("x", to: "/dev/full")
    }
    #expect(error.description.contains("No space left on device"))
    let type = try FileManager.default
      .attributesOfItem(atPath: "/dev/null")[.type]
    #expect(type as? FileAttributeType == .typeCharacterSpecial)
  }
}
