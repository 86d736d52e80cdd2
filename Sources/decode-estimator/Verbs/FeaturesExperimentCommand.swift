import ArgumentParser
import DecodeStatistics
import DecodeTraces

/// `experiment features`: whether more than the token count predicts prefill
/// better.
struct FeaturesExperimentCommand: ParsableCommand {
  /// How embeddings are projected to fewer dimensions.
  enum Projection: String, CaseIterable, ExpressibleByArgument {
    case pca
    case random
  }

  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Whether buckets, powers of the prompt length or embeddings "
      + "predict prefill better than the token count alone.",
    discussion: """
      The trace needs the columns prompt_tokens and prefill_ms; rows with other
      config.* columns are other configurations, with a model each. Compared
      are the token count p alone; with a level for each of the ranges 0–30,
      31–50, 51–70, 71–100 and more tokens; with as many for ranges of equal
      numbers of prompts; with √p and p²; and with the prompts' embeddings,
      projected and drawn to 0 by a ridge penalty.

      All are judged on the same rows held out by cross-validation: by how much
      the mean absolute error falls below that of the count alone, with the
      standard error of the paired differences.
        below 2 %      not worth it
        above 5 %      worth considering, if more than twice its standard
                       error
        between        undecided
      The time of a prediction is as measured here and now; it is not
      reproducible, and does not include computing an embedding.

      The JSON object has rows, folds, seed, entries (features, rSquared,
      meanAbsoluteErrorSeconds, meanAbsolutePercentageError,
      secondsPerPrediction, improvement, improvementStandardError,
      rSquaredGain, advice, sentence), failures (features, reason), verdict
      (answer, sentence) and caveats.
      """)

  @OptionGroup var prefills: PrefillOptions

  @Option(
    help: ArgumentHelp(
      "Embeddings of the prompts, pooled over tokens: CSV without a header, a "
        + "row of numbers for each row of the trace, in the same order.",
      valueName: "file"))
  var embeddings: String?

  @Option(
    help: ArgumentHelp(
      "To how many numbers embeddings are projected (default: 16, or all).",
      valueName: "N"))
  var dimension: Int?

  @Option(
    help: ArgumentHelp(
      "pca: onto the directions of greatest variance; random: onto random "
        + "ones.",
      valueName: "kind"))
  var projection = Projection.pca

  @Option(help: "The penalty on coefficients of embeddings.")
  var ridge = 0.01

  @OptionGroup var general: GeneralOptions

  func validate() throws {
    try requirePositive(dimension, "--dimension")
    guard ridge >= 0, ridge < .infinity else {
      throw ValidationError(
        "--ridge should be a number of at least 0, but is \(ridge)")
    }
  }

  func run() throws {
    try reportingFailures {
      let (rows, inFile) = try prefills.rows()
      var observations = rows.map(\.observation)
      var sets: [PrefillFeatures] = [
        .publishedBuckets, .quantileBuckets(5), .rootAndSquare,
      ]
      if let embeddings {
        let vectors = try vectors(in: embeddings, rows: inFile)
        for (place, row) in rows.enumerated() {
          observations[place].embedding = vectors[row.index]
        }
        sets.append(
          .embedding(
            dimension: dimension ?? min(16, vectors[0].count),
            projection: projection == .pca
              ? .principalComponents : .random(seed: prefills.seed),
            ridge: ridge))
      }
      let output = try reportingFitErrors(of: prefills.trace) {
        () throws(DecodeTimeError) in
        try FeaturesOutput(
          observations, sets, folds: prefills.folds, seed: prefills.seed)
      }
      if prefills.options.json {
        try printJSON(output)
      } else {
        output.print()
      }
    }
  }

  /// The embeddings of a file, one for each row of the trace.
  private func vectors(in path: String, rows: Int) throws -> [[Double]] {
    let vectors = try EmbeddingReader().vectors(at: path)
    guard vectors.count == rows else {
      throw Failure.badData(
        "\(path): found \(vectors.count) rows, expected \(rows), one for each "
          + "row of \(prefills.trace)")
    }
    if let dimension, dimension > vectors[0].count {
      throw Failure.badData(
        "\(path): found \(vectors[0].count) numbers in a row, expected at "
          + "least the \(dimension) of --dimension")
    }
    return vectors
  }
}
