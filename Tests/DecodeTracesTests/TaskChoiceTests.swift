import DecodeStatistics
import DecodeTraces
import Testing

@Suite("Choice of tasks")
struct TaskChoiceTests {
  @Test func taskOptionNamesTheOnlyTask() throws {
    let text = Array("output_tokens\n3\n".utf8)
    let (tables, report) = try read(text, .init(task: "chat"))
    #expect(tables.tasks == ["chat"])
    #expect(!report.wholeFileIsOneTask)
  }

  @Test func fileWithoutTasksIsOneTask() throws {
    for (text, columns) in [
      ("output_tokens,x\n3,1\n", ""), ("n\n3\n", "tokens=n"),
    ] {
      var options = TraceReader.Options()
      if !columns.isEmpty {
        options.columns = try ColumnMapping(parsing: columns)
      }
      let (tables, report) = try read(Array(text.utf8), options)
      #expect(tables.tasks == ["all"])
      #expect(report.wholeFileIsOneTask)
    }
  }

  @Test func poolingTakesAllTasksAsOne() throws {
    let text = Array("task,output_tokens\na,1\n,2\nb,3\n".utf8)
    let (tables, report) = try read(text, .init(pooled: true))
    #expect(tables.tasks == ["all"])
    #expect(tables.count == 3)
    #expect(!report.wholeFileIsOneTask)
    let error = try failure(
      of: "task,output_tokens\na,1\n", .init(task: "a", pooled: true))
    #expect(error.category == .usage)
  }

  @Test func blankTaskOptionIsRefused() throws {
    let error = try failure(of: "output_tokens\n3\n", .init(task: " "))
    #expect(error.category == .usage)
  }

  @Test func taskOptionFiltersAFileOfTasks() throws {
    let text = "task,output_tokens\na,1\nb,x\na,3\n"
    let (tables, report) = try read(Array(text.utf8), .init(task: "a"))
    #expect(tables.tasks == ["a"])
    #expect(tables.count == 2)
    #expect(report.rowsOfOtherTasks == 1)
    #expect(report.rowsRead == 3)
  }

  @Test func unknownTaskNamesTheOthers() throws {
    let rows = (10...21).map { "t\($0),1\n" }.joined()
    let error = try failure(of: "task,output_tokens\n" + rows, .init(task: "x"))
    #expect(error.code == .unknownTask)
    #expect(error.description.contains("no task \"x\""))
    #expect(error.description.contains("\"t10\", \"t11\""))
    #expect(error.description.contains("\"t19\" and 2 more"))
  }

  @Test func manyTasksAreToldApart() throws {
    let count = 3000
    let rows = (0..<count).map { "task \($0),\($0 + 1)\n" }
    let read = try tables(
      of: "task,output_tokens\n" + (rows + rows).joined())
    #expect(read.tasks.count == count)
    for number in 0..<count {
      #expect(
        read[TaskID("task \(number)")]
          == (try lifeTable((number + 1, .stopped, 2))))
    }
  }
}
