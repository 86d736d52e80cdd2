import CDecodeEstimator
import Synchronization

/// What a handle stands for.
protocol Held: AnyObject, Sendable {
  /// What it is, in messages.
  static var kind: String { get }
  /// What C calls an argument of it.
  static var argument: String { get }
}

extension Held {
  /// The value of a handle.
  static func at(_ handle: UInt64) throws(CallError) -> Self {
    guard let found = Handles.held(handle) else {
      throw .usage(
        handle == 0
          ? "\(argument) is 0, which is no handle"
          : "\(argument) is no handle, or one that was freed")
    }
    // All are final, so that types are equal or differ; a dynamic cast takes
    // longer than the rest of a look-up.
    guard type(of: found) == Self.self else {
      throw .usage(
        "the handle is \(type(of: found).kind), where \(argument) is wanted")
    }
    return unsafeDowncast(found, to: Self.self)
  }
}

/// Frees a handle of a kind; 0 is none, and is left alone.
func free(_ handle: UInt64, _ kind: (some Held).Type) -> de_status {
  guard handle != 0 else { return DE_OK }
  return call {
    _ = try kind.at(handle)
    guard Handles.remove(handle) else {
      throw CallError.usage(
        "\(kind.argument) is no handle, or one that was freed")
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
    var held: (any Held)?
  }

  private struct State {
    var places: [Place] = []
    var free: [Int] = []
  }

  private static let state = Mutex(State())

  /// A handle for a value.
  static func add(_ held: any Held) -> UInt64 {
    state.withLock { state in
      let place = state.free.popLast() ?? state.places.count
      if place == state.places.count { state.places.append(Place()) }
      state.places[place].held = held
      return UInt64(state.places[place].uses) << 32 | UInt64(place)
    }
  }

  /// What a handle stands for; `nil` if nothing.
  static func held(_ handle: UInt64) -> (any Held)? {
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
      else { return nil as (any Held)? }
      state.places[place].held = nil
      // A place that was used 2³² times is not used again.
      let (uses, isOver) = state.places[place].uses.addingReportingOverflow(1)
      state.places[place].uses = isOver ? 0 : uses
      if !isOver { state.free.append(place) }
      return held
    } != nil
  }
}
