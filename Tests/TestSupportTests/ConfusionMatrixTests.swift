import TestSupport
import Testing

struct ConfusionMatrixTests {
  @Test func pairsAreCounted() {
    let matrix = ConfusionMatrix([
      ("vqa", "vqa"), ("vqa", "vqa"), ("vqa", "doc_qa"), ("doc_qa", "doc_qa"),
      ("captioning", "none"),
    ])
    #expect(matrix.labels == ["captioning", "doc_qa", "none", "vqa"])
    #expect(matrix.count(truth: "vqa", predicted: "vqa") == 2)
    #expect(matrix.count(truth: "vqa", predicted: "doc_qa") == 1)
    #expect(matrix.count(truth: "doc_qa", predicted: "vqa") == 0)
    #expect(matrix.count(truth: "unheard", predicted: "vqa") == 0)
    #expect(matrix.total == 5)
    #expect(matrix.accuracy == 0.6)
  }

  @Test func theTableIsAligned() {
    let matrix = ConfusionMatrix([
      ("a", "a"), ("a", "longer"), ("longer", "longer"),
    ])
    #expect(
      matrix.description == """
        truth \\ predicted  a  longer
        a                  1       1
        longer             0       1
        accuracy 66.7 % of 3
        """)
  }

  @Test func withoutPairsThereIsNoAccuracy() {
    #expect(ConfusionMatrix([]).accuracy.isNaN)
    #expect(ConfusionMatrix([]).labels.isEmpty)
  }
}
