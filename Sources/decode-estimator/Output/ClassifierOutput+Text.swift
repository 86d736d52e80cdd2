import DecodeEstimators
import DecodeStatistics

extension ClassifierOutput {
  /// Prints the report for people.
  func print(risk: Double) {
    StandardOutput.print("\(prompts) prompts of \(tasks.count) tasks")
    for classifier in classifiers {
      StandardOutput.print("")
      classifier.printMatrix()
      classifier.cost?.print()
    }
    StandardOutput.print(
      """

      rows: the right task, columns: what it was taken for; in brackets exact \
      limits (\(Format.percent(confidence)) %)
      """)
    if classifiers.contains(where: { $0.cost != nil }) {
      StandardOutput.print(
        """
        over plan: of prompts with a plan, \(Format.percent(risk)) % may; over \
        budget, planned and wasted: of
        prompts admitted
        """)
    }
    for caveat in caveats { StandardOutput.print("caveat: \(caveat)") }
    StandardOutput.print("\n" + comparison.sentence)
    if let learnt { StandardOutput.print(learnt.sentence) }
    for classifier in classifiers {
      if let verdict = classifier.cost?.verdict {
        StandardOutput.print(verdict.sentence)
      }
    }
  }
}

extension ClassifierOutput.Share {
  /// The share in percent with its limits.
  fileprivate var text: String {
    "\(Format.number(estimate * 100, 1)) "
      + "[\(Format.number(lower * 100, 1)), \(Format.number(upper * 100, 1))]"
  }
}

extension ClassifierOutput.Classifier {
  fileprivate func printMatrix() {
    StandardOutput.print(
      "\(name): \(accuracy.correct) of \(accuracy.trials) right, "
        + "\(accuracy.text) %")
    let tasks = counts.tasks
    var table = TextTable(
      [name] + tasks.map(\.rawValue) + ["recall %", "precision %"])
    for (task, entry) in zip(tasks, classes) {
      table.add(
        [task.rawValue]
          + tasks.map { "\(counts.count(of: task, as: $0))" }
          + [entry.recall?.text ?? "—", entry.precision?.text ?? "—"])
    }
    table.print()
  }
}

extension LabelCostOutput {
  fileprivate func print() {
    var table = TextTable(
      "labels", "admitted %", "over plan %", "over budget %", "planned ms",
      "wasted ms")
    func percent(_ share: Double?) -> String {
      Format.number(share.map { $0 * 100 })
    }
    for (name, summary) in [("classifier's", labelled), ("right", right)] {
      table.add([
        name, percent(summary.admittedShare), percent(summary.overrunRate),
        percent(summary.violationRate),
        Format.milliseconds(summary.plannedSeconds),
        Format.milliseconds(summary.wastedSeconds),
      ])
    }
    table.print()
    let worst = pairs.filter { $0.truth != $0.predicted }
      .sorted { loss($0) > loss($1) }
      .prefix(3).filter { loss($0) > 0 }
    for pair in worst {
      StandardOutput.print(
        "  \(pair.count) of \(pair.truth) taken for \(pair.predicted): "
          + "\(percent(pair.overrunProbability)) % over the plan of "
          + "\(Format.milliseconds(pair.plannedSeconds)) ms")
    }
    if !unknownTasks.isEmpty {
      StandardOutput.print(
        "  left out, no answers are known: "
          + unknownTasks.joined(separator: ", "))
    }
  }

  private func loss(_ pair: Pair) -> Double {
    Double(pair.count) * (pair.overrunProbability ?? 0)
  }
}
