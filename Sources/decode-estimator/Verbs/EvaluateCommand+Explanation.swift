extension EvaluateCommand {
  /// What `evaluate` judges, and how: shown below its abstract.
  static let explanation = """
    The first answers of a trace, in order of time, are learnt, the others
    are forecast and judge. Methods:
      pooled           empirical quantiles of all answers, the baseline
      per-task         empirical quantiles of each task
      windowed         those of each task's last 1000 answers; goes on
                       learning
      default          conditional on all that a request tells, adaptive:
                       task, prompt length, conversation, prediction, text,
                       --embeddings and features; learns each answer once
                       it has been forecast
      default-frozen   the same, as it was at the split
      default-calibrated
                       the default with its levels shifted online until each
                       covers its share
      negative-binomial-regression, quantile-regression
                       on the logarithm of prompt tokens, and tasks
      and each parametric family, fitted to each task.

    per-task is what a model of `fit` serves in `estimate`, default what one
    of `fit --conditional` does, as of each answer: quantiles of min(N, c)
    with c the row's cap, or else the greatest at which an answer of the task
    was cut. Of the answers to learn from, those to one prompt (prompt_id or
    text) that follow each other are all forecast before any is learnt.

    Methods that go on learning learn an outcome once it is known:
    --delay recorded  at arrival plus measured prefill and decode time, the
                      default where the trace has timestamps and decode
                      times;
    --delay 30ms      at arrival plus so much for each token;
    --delay none      at once, the default elsewhere.

    --write-forecasts writes every quantile that judged as CSV, one row each:
      row,task,method,level,tokens,actual,ending,cap
    row is the answer's place, from 1; tokens is empty where the quantile is
    not identified, cap where there is none. --forecasts NAME=FILE judges
    such a file (row, level and tokens are enough) as one more method.

    Coverage is the share of answers no longer than their quantile, and
    pinball the mean loss in tokens, of min(N, c) under a cap c. CRPS is
    that of the whole law, up to the longest answer. The interval of a
    method's loss relative to pooled is of Diebold and Mariano, asymptotic,
    at 95 %. A method is calibrated if exact binomial tails leave its counts
    with more than --false-alarm, for all answers, four parts in time and
    each task at once, --tolerance allowed.

    Where the trace has measured times, what is served of them is judged by the
    same split, configuration by configuration: default is what a model of
    `fit --conditional` serves, as it was at the split. Baselines are pooled and
    per-task empirical quantiles, and proportional to tokens. prefill is the
    time to the first token, decode is T, prefill-and-decode their sum, and
    decode-given-tokens is T where the length is known: the latency alone. A
    forecast knows the prompt's length, the log's feature.NAME columns and
    the load, which is reconstructed from the log's own times where it has
    timestamps. MAPE is of the median, R² of the expected time. At most 4000
    answers of a configuration judge, spread evenly.

    The JSON object has trainCount, testCount, split, delay (none, recorded
    or tokens, then with secondsPerToken), and methods: for each method,
    learnsOn, levels (level, coverage, coverageBelow, lower, upper, trials,
    pinball, and independence: Christoffersen's test that a miss makes the
    next no more likely, with its likelihoodRatio and pValue), meanPinball,
    crps, relativeToPooled (ratio, lower, upper, confidence, pValue),
    calibrated, verdict, drift (falseAlarm, alarm: at which judged answer it
    was found that forecasts are not, or no longer, right, and
    suspectedStart), and with --by-task tasks; failures tells which methods
    have no fit. times, if any were measured, is a list of configuration,
    quantity and methods: method, testCount, levels (level, coverage,
    coverageBelow, lower, upper, trials, pinball), meanPinball,
    medianPercentageError, rSquared, calibrated and verdict.
    """
}
