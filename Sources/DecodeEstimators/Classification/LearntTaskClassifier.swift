public import DecodeStatistics
import RealModule

/// Tells tasks by what labelled prompts of them were like: multinomial
/// logistic regression on hashed words and pairs of words.
///
/// ```swift
/// let classifier = try LearntTaskClassifier(prompts)
/// var request = DecodeRequest(prompt: text)
/// request.tasks = classifier.mixture(text)
/// ```
///
/// Its probabilities are calibrated: a temperature, by which their logarithms
/// are divided, is chosen for the likelihood of prompts that each half of the
/// labelled ones has not seen. So they may go into a `TaskMixture`, whose law
/// and bounds take an unsure label for what it is.
///
/// Source of the calibration: C. Guo, G. Pleiss, Y. Sun and K. Weinberger,
/// *On calibration of modern neural networks*, ICML 2017, arXiv:1706.04599.
public struct LearntTaskClassifier: TaskClassifier, Equatable, Codable {
  /// The most tasks that are told apart.
  public static let mostTasks = ClassRegression.classCount

  /// How often the prompts are gone through.
  private static let passes = 3
  private static let rate: Float = 0.5
  /// The temperatures that are tried.
  private static let temperatures = (-8...12).map { Float.exp2(Float($0) / 4) }

  /// The tasks, by name.
  public let tasks: [TaskID]
  /// By what the logarithms of probabilities are divided.
  public private(set) var temperature: Float = 1
  private var regression = ClassRegression(rate: rate)

  /// Learns from labelled prompts.
  ///
  /// - Parameter prompts: At least one of each of 2 to 32 tasks; the same in
  ///   the same order give the same classifier.
  /// - Throws: `EstimationError.requestOutOfRange` for other numbers of tasks.
  public init(
    _ prompts: some Sequence<(task: TaskID, prompt: String)>
  ) throws(EstimationError) {
    let rows = Array(prompts)
    tasks = Set(rows.map(\.task)).sorted()
    guard (2...Self.mostTasks).contains(tasks.count) else {
      throw .requestOutOfRange(
        "the number of tasks", found: "\(tasks.count)",
        accepted: "2 to \(Self.mostTasks), to be told apart")
    }
    let numbers = Dictionary(
      uniqueKeysWithValues: zip(tasks, tasks.indices))
    let samples = rows.compactMap { row -> Sample? in
      guard let number = numbers[row.task],
        let features = Self.features(row.prompt)
      else { return nil }
      return Sample(features: features, task: number)
    }
    temperature = Self.temperature(samples)
    regression = Self.fit(samples)
  }

  private struct Sample {
    var features: PromptFeatures
    var task: Int
  }

  private static func features(_ prompt: String) -> PromptFeatures? {
    PromptFeatures(RequestFeatures(task: "", text: prompt))
  }

  private static func fit(_ samples: [Sample]) -> ClassRegression {
    var regression = ClassRegression(rate: rate)
    for _ in 0..<passes {
      for sample in samples {
        var shares = [Float](repeating: 0, count: mostTasks)
        shares[sample.task] = 1
        regression.learn(
          shares, sample.features, regression.probabilities(sample.features))
      }
    }
    return regression
  }

  /// The temperature of the greatest likelihood, each half told by the other.
  private static func temperature(_ samples: [Sample]) -> Float {
    var losses = temperatures.map { _ in 0.0 }
    for half in 0..<2 {
      let learnt = samples.indices.filter { $0 % 2 == half }.map { samples[$0] }
      guard !learnt.isEmpty else { return 1 }
      let regression = fit(learnt)
      for (index, sample) in samples.enumerated() where index % 2 != half {
        let plain = regression.probabilities(sample.features)
        for (place, temperature) in temperatures.enumerated() {
          let share = tempered(plain, temperature)[sample.task]
          losses[place] -= Double(Float.log(max(share, 1e-12)))
        }
      }
    }
    let best = losses.indices.min { losses[$0] < losses[$1] }
    return best.map { temperatures[$0] } ?? 1
  }

  /// p^(1/T), of sum 1.
  private static func tempered(
    _ probabilities: [Float], _ temperature: Float
  ) -> [Float] {
    let greatest = probabilities.max() ?? 1
    let powers = probabilities.map {
      $0 > 0 ? Float.exp(Float.log($0 / greatest) / temperature) : 0
    }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }

  /// The probability of each task, in their order.
  public func probabilities(_ prompt: String) -> [Double] {
    guard let features = Self.features(prompt) else {
      return tasks.map { _ in 1 / Double(tasks.count) }
    }
    return Self.tempered(regression.probabilities(features), temperature)
      .prefix(tasks.count).map(Double.init)
  }

  /// The tasks with their probabilities, those below 10⁻⁶ left out.
  public func mixture(_ prompt: String) -> TaskMixture? {
    var weights: [TaskID: Double] = [:]
    for (task, share) in zip(tasks, probabilities(prompt)) where share > 1e-6 {
      weights[task] = share
    }
    return try? TaskMixture(weights)
  }

  /// The most probable task.
  public func classify(_ prompt: String) -> TaskID {
    let shares = probabilities(prompt)
    let best = shares.indices.max { shares[$0] < shares[$1] }
    return best.map { tasks[$0] } ?? .default
  }

  /// Reads a classifier.
  ///
  /// - Throws: `DecodingError` if its tasks or temperature are out of range.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    tasks = try values.decode([TaskID].self, forKey: .tasks)
    temperature = try values.decode(Float.self, forKey: .temperature)
    regression = try values.decode(ClassRegression.self, forKey: .regression)
    guard (2...Self.mostTasks).contains(tasks.count), temperature > 0,
      temperature < .infinity
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .tasks, in: values,
        debugDescription: "there should be 2 to \(Self.mostTasks) tasks and a "
          + "temperature above 0")
    }
  }
}
