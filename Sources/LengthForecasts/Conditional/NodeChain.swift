/// The nodes on one way down the tree, with their lengths found by rank among
/// those of the root.
///
/// Every length of a node is one of the root's. Rank r stands for the root's
/// r shortest lengths, and a law is looked up by rank without any search.
struct NodeChain {
  /// The root's lengths, the grid on which laws step.
  let lengths: [Int]
  /// The nodes from the root down; empty ones of places not seen yet.
  let nodes: [FadingCounts]
  /// For each node and each rank r, its lengths among the r shortest.
  let places: [[Int]]

  init(_ nodes: [FadingCounts]) {
    let lengths = nodes[0].lengths
    self.lengths = lengths
    self.nodes = nodes
    places = nodes.map { node in
      let own = node.lengths
      var result = [Int](repeating: own.count, count: lengths.count + 1)
      var rank = 0
      for (place, length) in own.enumerated() {
        while rank < lengths.count, lengths[rank] < length {
          result[rank] = place
          rank += 1
        }
        result[rank] = place
        rank += 1
      }
      return result
    }
  }

  /// The rank of the last of the root's lengths that is at most `length`.
  func rank(of length: Int) -> Int {
    length == .max
      ? lengths.count : lengths.partitioningIndex(notBelow: length + 1)
  }
}
