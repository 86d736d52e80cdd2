import DecodeStatistics
import TestSupport
import Testing

struct ChoicesTests {
  @Test func numbersStayInTheirRanges() {
    property("numbers stay in their ranges") { choices in
      let low = choices.int(-1000...1000)
      let high = low + choices.int(0...1000)
      let number = choices.int(low...high)
      try require(low...high ~= number, "\(number) in \(low)...\(high)")
      let scale = choices.logUniform(in: 1e-6...1e9)
      try require(1e-6...1e9 ~= scale, "\(scale)")
      let real = choices.double(in: -scale...scale)
      try require(-scale...scale ~= real, "\(real)")
      try require(0...1 ~= choices.unit(), "unit")
      try require(0...1 ~= choices.level(), "level")
    }
  }

  @Test func theWidestRangeOfNumbersIsAllowed() {
    property("any number may come") { choices in
      _ = choices.int(Int.min...Int.max)
      try requireEqual(choices.int(Int.min...Int.min), Int.min)
      try requireEqual(choices.int(Int.max...Int.max), Int.max)
    }
  }

  @Test func withoutChoicesTheSimplestValuesCome() {
    var choices = Choices(replaying: [])
    #expect(choices.int(-10...10) == 0)
    #expect(choices.int(5...10) == 5)
    #expect(choices.int(-10 ... -5) == -5)
    #expect(choices.double(in: 2...3) == 2)
    #expect(choices.element(of: ["first", "second"]) == "first")
    #expect(choices.array(2...5) { $0.int(0...9) } == [0, 0])
    #expect(choices.shuffled([1, 2, 3]) == [1, 2, 3])
    #expect(choices.lifeTable().isEmpty)
  }

  @Test func replayingTooLargeChoicesClampsThem() {
    var choices = Choices(replaying: [1000])
    #expect(choices.int(0...9) == 9)
    #expect(choices.made == [9])
  }

  @Test func listsHaveEverySizeAllowed() {
    var sizes: Set<Int> = []
    for seed in 0..<400 {
      var choices = Choices(seed: UInt64(seed))
      sizes.insert(choices.array(1...6) { $0.bool() }.count)
    }
    #expect(sizes == [1, 2, 3, 4, 5, 6])
  }

  @Test func shufflingKeepsTheElements() {
    property("shuffling keeps the elements") { choices in
      let values = choices.array(0...20) { $0.int(0...5) }
      let shuffled = choices.shuffled(values)
      try requireEqual(shuffled.sorted(), values.sorted())
    }
  }

  @Test func allEndingsComeInLifeTables() {
    var (stopped, capped, cancelled) = (0, 0, 0)
    for seed in 0..<50 {
      var choices = Choices(seed: UInt64(seed))
      let table = choices.lifeTable()
      stopped += table.stoppedCount
      capped += table.cappedCount
      cancelled += table.cancelledCount
    }
    #expect(min(stopped, capped, cancelled) > 100)
  }

  @Test func theGeneratorIsTheKnownOne() {
    // First outputs of the published C code for the seed 1234567.
    var generator = SplitMix64(seed: 1_234_567)
    #expect(generator.next() == 6_457_827_717_110_365_317)
    #expect(generator.next() == 3_203_168_211_198_807_973)
  }

  @Test func theHashOfNamesIsFNV1a() {
    // Test vectors of the FNV reference.
    #expect(SplitMix64.seed(of: "") == 0xcbf2_9ce4_8422_2325)
    #expect(SplitMix64.seed(of: "foobar") == 0x8594_4171_f739_67e8)
  }
}
