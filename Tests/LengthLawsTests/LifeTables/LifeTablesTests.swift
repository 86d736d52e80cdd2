import Foundation
import LengthLaws
import TestSupport
import Testing

/// Life tables by task.
struct LifeTablesTests {
  @Test func tablesMergeTaskByTask() {
    property("tables merge task by task") { choices in
      let (first, second) = (Self.tables(&choices), Self.tables(&choices))
      var sum = first
      try sum.merge(second)
      try requireEqual(sum, first + second, "sum")
      try requireEqual(first + second, second + first, "sum, swapped")
      for task in Set(first.tasks + second.tasks) {
        let expected =
          (first[task] ?? LifeTable()) + (second[task] ?? LifeTable())
        try requireEqual(sum[task], expected, "task \(task)")
      }
      try requireEqual(
        sum.tasks, Set(first.tasks + second.tasks).sorted(), "tasks")
      try requireEqual(sum.count, first.count + second.count, "count")
    }
  }

  @Test func poolingKeepsEveryAnswer() {
    property("pooling keeps every answer") { choices in
      let tables = Self.tables(&choices)
      let pooled = try tables.pooled()
      try requireEqual(
        pooled,
        tables.tasks.compactMap { tables[$0] }.reduce(LifeTable(), +),
        "pooled table")
      try requireEqual(pooled.count, tables.count, "count")
    }
  }

  @Test func encodingAndDecodingGivesTheTablesBack() {
    property("tables survive JSON") { choices in
      let tables = Self.tables(&choices)
      let data = try JSONEncoder().encode(tables)
      let read = try JSONDecoder().decode(LifeTables.self, from: data)
      try requireEqual(read, tables, "tables")
    }
  }

  @Test func tasksAreKeysOfAnObject() throws {
    let counts: [TaskID: Int] = ["vqa": 2]
    let data = try JSONEncoder().encode(counts)
    #expect(String(decoding: data, as: UTF8.self) == #"{"vqa":2}"#)
    let read = try JSONDecoder().decode([TaskID: Int].self, from: data)
    #expect(read == counts)

    var tables = LifeTables()
    try tables.record(task: "doc \"qa\"", length: 3, ending: .stopped)
    let object = try JSONDecoder().decode(
      JSONValue.self, from: JSONEncoder().encode(tables))
    #expect(object["byTask"]?["doc \"qa\""]?["length"]?.doubles == [3])
  }

  @Test func aTaskEncodesAsItsName() throws {
    let data = try JSONEncoder().encode([TaskID("vqa")])
    #expect(String(decoding: data, as: UTF8.self) == #"["vqa"]"#)
  }

  @Test func tasksComeInOrderOfTheirNames() throws {
    var tables = LifeTables()
    for task: TaskID in ["b", "c", "a", "B"] {
      try tables.record(task: task, length: 1, ending: .stopped)
    }
    #expect(tables.tasks == ["B", "a", "b", "c"])
    tables["b"] = nil
    #expect(tables.tasks == ["B", "a", "c"])
    #expect(!tables.isEmpty)
    #expect(LifeTables().isEmpty)
  }

  @Test func aRefusedMergeLeavesAllTasksUnchanged() throws {
    var (first, second) = (LifeTables(), LifeTables())
    try first.record(
      task: "full", length: 1, ending: .stopped,
      count: LifeTable.maximumCount)
    for task: TaskID in ["a", "b", "full", "z"] {
      try second.record(task: task, length: 2, ending: .stopped)
    }
    let before = first
    #expect(throws: LengthLawError.tooManyAnswers) { try first.merge(second) }
    #expect(first == before)
    #expect(first.tasks == ["full"])
  }

  @Test func aRefusedAnswerAddsNoTask() {
    var tables = LifeTables()
    #expect(throws: LengthLawError.lengthOutOfRange(0)) {
      try tables.record(task: "new", length: 0, ending: .stopped)
    }
    #expect(tables.isEmpty)
  }

  private static func tables(_ choices: inout Choices) -> LifeTables {
    var tables = LifeTables()
    for _ in 0..<choices.int(0...4) {
      let task = choices.element(of: ["a", "b", "c", ""])
      let table = choices.lifeTable()
      tables[TaskID(task)] = table
    }
    return tables
  }
}
