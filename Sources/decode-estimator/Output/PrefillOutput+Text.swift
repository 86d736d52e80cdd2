import DecodeStatistics

extension PrefillOutput {
  /// Prints the report for people.
  func print() {
    StandardOutput.print(
      "\(rows) prefills; held out: \(folds)-fold cross-validation of a linear "
        + "model\n")
    var table = TextTable(
      "configuration", "rows", "CV %", "binned %", "R²", "adjusted", "MAE ms",
      "MAPE %", "held-out R²", "MAE ms", "token count")
    for part in configurations + [all] { table.add(part.cells) }
    table.print()
    StandardOutput.print(
      """

      CV: of prefill at equal prompt length; binned: in ranges of \
      \(binWidth) tokens
      """)
    printFailures()
    attribution?.print()
    for caveat in caveats { StandardOutput.print("caveat: \(caveat)") }
    StandardOutput.print("\n" + verdict.sentence)
    for judgement in all.judgements {
      StandardOutput.print("  \(judgement.sentence)")
    }
  }

  /// Why some parts have no model, each reason once.
  private func printFailures() {
    let parts = (configurations + [all]).filter { $0.failure != nil }
    for reason in Set(parts.compactMap(\.failure)).sorted() {
      let names = parts.filter { $0.failure == reason }.map(\.name)
      let others =
        names.count > 2 ? " and \(names.count - 2) more" : ""
      StandardOutput.print(
        "no model of \(names.prefix(2).joined(separator: "; "))\(others): "
          + reason)
    }
  }
}

extension PrefillOutput.Part {
  fileprivate var name: String {
    configuration.map { ServingConfiguration($0).name } ?? "all"
  }

  fileprivate var cells: [String] {
    var word =
      switch verdict.flatMap(PrefillVerdict.init(rawValue:)) {
      case .enough: "enough"
      case .undecided: "undecided"
      case .notEnough: "not enough"
      case nil: "—"
      }
    if verdict != nil, heldOut == nil { word += " by CV" }
    return [
      name, "\(rows)", percent(coefficientOfVariation.equalLength),
      percent(coefficientOfVariation.binned),
      Format.number(fitted?.rSquared, 4),
      Format.number(fitted?.adjustedRSquared, 4),
      Format.number(fitted.map { $0.meanAbsoluteErrorSeconds * 1000 }),
      percent(fitted?.meanAbsolutePercentageError),
      Format.number(heldOut?.rSquared, 4),
      Format.number(heldOut.map { $0.meanAbsoluteErrorSeconds * 1000 }), word,
    ]
  }

  private func percent(_ share: Double?) -> String {
    Format.number(share.map { $0 * 100 })
  }
}

extension PrefillOutput.Attribution {
  fileprivate func print() {
    var table = TextTable("variance of prefill, %", "in order", "averaged")
    func percent(_ share: Double) -> String { Format.number(share * 100, 1) }
    for factor in factors {
      table.add([
        factor.name, percent(factor.sequentialShare),
        percent(factor.averagedShare),
      ])
    }
    for (name, share) in [
      ("interaction", interactionShare), ("rest", restShare),
    ] {
      table.add([name, percent(share), percent(share)])
    }
    StandardOutput.print("")
    table.print()
  }
}
