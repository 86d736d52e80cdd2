import ArgumentParser

/// Refuses a count below 1 that was given on the command line.
func requirePositive(_ value: Int?, _ option: String) throws {
  if let value, value < 1 {
    throw ValidationError("\(option) should be at least 1, but is \(value)")
  }
}

/// Refuses what is not strictly between 0 and 1.
func requireProbability(_ value: Double, _ option: String) throws {
  guard value > 0, value < 1 else {
    throw ValidationError(
      "\(option) should be strictly between 0 and 1, but is \(value)")
  }
}
