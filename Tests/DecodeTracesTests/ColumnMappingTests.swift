import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Testing

@Suite("Column mapping")
struct ColumnMappingTests {
  @Test func acceptsKeysAndNativeNames() throws {
    let mapping = try ColumnMapping(
      parsing: "tokens=a, task = b c ,ending=d,cap=e,prompt=f,prefill=g,"
        + "decode=h,timestamp=i,count=j,config.model=k=l")
    #expect(mapping[.outputTokens]?.header == "a")
    #expect(mapping[.task]?.header == "b c")
    #expect(mapping[.ending]?.header == "d")
    #expect(mapping[.cap]?.header == "e")
    #expect(mapping[.promptTokens]?.header == "f")
    #expect(mapping[.prefill]?.header == "g")
    #expect(mapping[.decode]?.header == "h")
    #expect(mapping[.timestamp]?.header == "i")
    #expect(mapping[.count]?.header == "j")
    #expect(mapping[.configuration("model")]?.header == "k=l")
    #expect(!mapping.isNative)
    let native = try ColumnMapping(
      parsing: "output_tokens=a,prompt_tokens=b,prefill_ms=c,decode_ms=d")
    #expect(native[.outputTokens]?.header == "a")
    #expect(native[.promptTokens]?.header == "b")
    #expect(native[.prefill]?.header == "c")
    #expect(native[.decode]?.header == "d")
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
      of: "when,prompt_toks,generated_toks\n1,2,3\n")
    #expect(error.code == .invalidHeader)
    #expect(error.line == 1)
    let text = error.description
    #expect(text.contains("no column output_tokens"))
    #expect(
      text.contains("\"when\", \"prompt_toks\", \"generated_toks\""))
    #expect(text.contains("--columns tokens=generated_toks"))
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
    #expect(rows.map(\.request.task) == ["t"])
    #expect(
      rows.map(\.request.configuration)
        == [ServingConfiguration(["gpu": "a100", "model": "llama"])])
  }
}
