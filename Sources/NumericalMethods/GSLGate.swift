import CGSL

/// The one gate through which every result of GSL comes back.
package enum GSL {
  /// Switches off GSL's default error handler, which aborts the process.
  ///
  /// The handler is global to the process, so it is set once and never put
  /// back: another thread may be inside GSL.
  package static let ready: Void = {
    gsl_set_error_handler_off()
  }()

  /// The value of a special function, or NaN where GSL reports a fault.
  ///
  /// GSL marks a result that underflows as a fault too; its value, 0, is the
  /// right one.
  static func value(_ status: Int32, _ result: gsl_sf_result) -> Double {
    succeeded(status) || Int(status) == Int(GSL_EUNDRFLW)
      ? result.val : .nan
  }

  /// Ends the process on a status that valid arguments cannot cause.
  static func require(_ status: Int32, _ function: StaticString) {
    guard !succeeded(status) else { return }
    fatalError("\(function): \(message(status))")
  }

  /// Whether a status is `GSL_SUCCESS`.
  static func succeeded(_ status: Int32) -> Bool { status == 0 }

  /// What GSL says of a status.
  static func message(_ status: Int32) -> String {
    String(cString: gsl_strerror(status))
  }
}

/// Why a numerical method gave no answer.
package enum NumericalError: Error, Sendable, Hashable {
  /// The function has the same sign at both ends of the bracket.
  case noSignChange
  /// No convergence within the iterations allowed.
  case tooManyIterations(Int)
  /// The matrix is not positive definite.
  case notPositiveDefinite
  /// The objective is not finite where the search starts.
  case notFiniteAtStart
  /// Fewer rows with a weight than unknowns of a linear model.
  case tooFewRows(Int, columns: Int)
  /// A row with a number that is not finite, or a weight below 0.
  case invalidRow(Int)
  /// Columns that those before them determine.
  case rankDeficient(columns: [Int])
  /// GSL reported a fault.
  case status(String)
}
