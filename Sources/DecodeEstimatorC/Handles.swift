import DecodeEstimators
import DecodeStatistics
import Synchronization

/// What handles stand for.
enum Held {
  case answers(HeldAnswers)
  case model(HeldModel)
  case estimator(HeldEstimator)
  case online(HeldOnline)

  /// What C calls it.
  var name: String {
    switch self {
    case .answers: "answers"
    case .model: "a model"
    case .estimator: "an estimator"
    case .online: "an online estimator"
    }
  }
}

/// Everything that has a handle.
///
/// A handle is a place and how often it was used before, so that one that was
/// freed is told from the one that came after, and no pointer is followed.
enum Handles {
  private struct Place {
    var uses: UInt32 = 1
    var held: Held?
  }

  private struct State {
    var places: [Place] = []
    var free: [Int] = []
  }

  private static let state = Mutex(State())

  /// A handle for a value.
  static func add(_ held: Held) -> UInt64 {
    state.withLock { state in
      let place = state.free.popLast() ?? state.places.count
      if place == state.places.count { state.places.append(Place()) }
      state.places[place].held = held
      return UInt64(state.places[place].uses) << 32 | UInt64(place)
    }
  }

  /// What a handle stands for; `nil` if nothing.
  static func held(_ handle: UInt64) -> Held? {
    state.withLock { state in
      let place = Int(handle & 0xFFFF_FFFF)
      guard place < state.places.count,
        UInt64(state.places[place].uses) == handle >> 32
      else { return nil }
      return state.places[place].held
    }
  }

  /// Forgets a handle; `false` if it stands for nothing.
  ///
  /// What it stood for lives until the calls that use it end.
  static func remove(_ handle: UInt64) -> Bool {
    // What is returned here is released after the lock: a model takes time.
    state.withLock { state in
      let place = Int(handle & 0xFFFF_FFFF)
      guard place < state.places.count,
        UInt64(state.places[place].uses) == handle >> 32,
        let held = state.places[place].held
      else { return nil as Held? }
      state.places[place].held = nil
      // A place that was used 2³² times is not used again.
      let (uses, isOver) = state.places[place].uses.addingReportingOverflow(1)
      state.places[place].uses = isOver ? 0 : uses
      if !isOver { state.free.append(place) }
      return held
    } != nil
  }
}
