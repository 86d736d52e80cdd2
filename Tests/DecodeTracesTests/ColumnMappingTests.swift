import DecodeStatistics
import DecodeTraces
import Testing

@Suite("Column mapping")
struct ColumnMappingTests {
  @Test func acceptsKeysAndNativeNames() throws {
    let mapping = try ColumnMapping(
      parsing: "tokens=a, task = b c ,ending=d,cap=e,prompt=f,prefill=g,"
        + "decode=h,timestamp=i,count=j,config.model=k=l")
    #expect(mapping[.outputTokens] == "a")
    #expect(mapping[.task] == "b c")
    #expect(mapping[.ending] == "d")
    #expect(mapping[.cap] == "e")
    #expect(mapping[.promptTokens] == "f")
    #expect(mapping[.prefillMilliseconds] == "g")
    #expect(mapping[.decodeMilliseconds] == "h")
    #expect(mapping[.timestamp] == "i")
    #expect(mapping[.count] == "j")
    #expect(mapping[.configuration("model")] == "k=l")
    #expect(!mapping.isNative)
    let native = try ColumnMapping(
      parsing: "output_tokens=a,prompt_tokens=b,prefill_ms=c,decode_ms=d")
    #expect(native[.outputTokens] == "a")
    #expect(native[.promptTokens] == "b")
    #expect(native[.prefillMilliseconds] == "c")
    #expect(native[.decodeMilliseconds] == "d")
    #expect(ColumnMapping().isNative)
  }

  @Test(arguments: [
    ("", "is empty"), ("  ", "is empty"), ("tokens", "expected KEY=HEADER"),
    ("tokens=", "expected KEY=HEADER"), ("=x", "expected KEY=HEADER"),
    ("tokens=a,", "expected KEY=HEADER"),
    ("token=a", "unknown key \"token\", expected one of task, tokens"),
    ("config.=a", "unknown key"), ("tokens=a,tokens=b", "mapped twice"),
    ("tokens=a,output_tokens=b", "mapped twice"),
  ])
  func refusesOtherText(text: String, essence: String) throws {
    let error = try #require(throws: TraceError.self) {
      try ColumnMapping(parsing: text)
    }
    #expect(error.code == .invalidMapping)
    #expect(error.category == .usage)
    #expect(error.description.contains(essence))
  }

  @Test func missingLengthsAreExplained() throws {
    let error = try failure(
      of: "TIMESTAMP,ContextTokens,GeneratedTokens\n1,2,3\n")
    #expect(error.code == .invalidHeader)
    #expect(error.line == 1)
    let text = error.description
    #expect(text.contains("no column output_tokens"))
    #expect(
      text.contains("\"TIMESTAMP\", \"ContextTokens\", \"GeneratedTokens\""))
    #expect(text.contains("--columns tokens=GeneratedTokens"))
    let other = try failure(of: "a,b\n1,2\n")
    #expect(other.description.contains("--columns tokens=NAME"))
  }

  @Test func mappedColumnMustExist() throws {
    let mapping = try ColumnMapping(parsing: "tokens=n,prompt=p")
    let error = try failure(of: "n,q\n1,2\n", .init(columns: mapping))
    #expect(error.description.contains("no column \"p\""))
    #expect(error.description.contains("prompt"))
  }

  @Test func duplicatesMatterInUsedColumnsOnly() throws {
    let error = try failure(of: "task,output_tokens,task\na,1,b\n")
    #expect(error.description.contains("column \"task\" stands there twice"))
    let read = try tables(of: "task,x,output_tokens,x,,\na,1,2,3,4,5\n")
    #expect(read["a"]?.maximum == 2)
  }

  @Test func headerIsTrimmed() throws {
    let read = try tables(of: " task , \" output_tokens \"\na,2\n")
    #expect(read["a"]?.maximum == 2)
  }

  @Test func mappingLeavesOtherColumnsNative() throws {
    let mapping = try ColumnMapping(
      parsing: "tokens=n,config.gpu=device")
    let rows = try answers(
      of: "task,n,device,config.model\nt,3,a100,llama\n",
      .init(columns: mapping))
    #expect(rows.map(\.task) == ["t"])
    #expect(rows.map(\.configuration) == [["gpu": "a100", "model": "llama"]])
  }
}
