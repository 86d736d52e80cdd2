public import CDecodeEstimator
import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Synchronization

/// A model that goes on learning, behind a handle; its calls wait for each
/// other.
final class HeldOnline: Held {
  /// More forecasts than that are not kept open.
  static let most = 1 << 20

  private struct Open {
    var forecast: LengthForecast
    var request: DecodeRequest
  }

  private struct State {
    var estimator: ConditionalEstimator<ConditionalLengthModel>
    var tables: LifeTables
    var open: [UInt64: Open] = [:]
    /// Tickets are counted from 1; what is open lies between these.
    var oldest: UInt64 = 1
    var next: UInt64 = 1
  }

  private let base: HeldModel
  private let state: Mutex<State>

  init(_ model: HeldModel, level: Double) throws(EstimationError) {
    guard let conditional = model.model.model.conditional else {
      throw .noConditionalModel
    }
    base = model
    state = Mutex(
      State(
        estimator: try ConditionalEstimator(
          conditional, latency: model.model.model.latency,
          convention: model.model.model.convention, level: level),
        tables: model.model.model.tables))
  }

  static let kind = "an online estimator"
  static let argument = "online"

  func request(
    _ request: UnsafePointer<de_request>?
  ) throws(CallError) -> DecodeRequest {
    try RequestReader(base).request(request)
  }

  func estimate(
    _ request: DecodeRequest
  ) throws(EstimationError) -> (DecodeEstimate, ticket: UInt64) {
    try state.withLock { state throws(EstimationError) in
      let forecast = state.estimator.forecast(request)
      let estimate = try state.estimator.estimate(request, from: forecast)
      let ticket = state.next
      state.open[ticket] = Open(forecast: forecast, request: request)
      state.next += 1
      while state.open.count > Self.most {
        state.open[state.oldest] = nil
        state.oldest += 1
      }
      return (estimate, ticket)
    }
  }

  func observe(
    _ ticket: UInt64, tokens: Int, _ ending: Ending
  ) throws {
    try state.withLock { state in
      guard let open = state.open[ticket] else {
        throw CallError.usage(
          "ticket \(ticket) is not open: it was observed already, was "
            + "forgotten or never given")
      }
      let answer = RecordedAnswer(open.request, tokens: tokens, ending: ending)
      try state.estimator.observe(answer, of: open.forecast)
      do throws(LengthLawError) {
        try state.tables.record(
          task: open.request.task ?? "all", length: tokens, ending: ending)
      } catch {
        throw EstimationError.law(error)
      }
      state.open[ticket] = nil
    }
  }

  /// The model as it is now.
  func model() throws(EstimationError) -> HeldModel {
    var model = base.model.model
    (model.tables, model.conditional) = state.withLock {
      ($0.tables, $0.estimator.lengths)
    }
    return try HeldModel(model)
  }
}

/// `de_online_make`, as `decode_estimator.h` describes it.
@_cdecl("de_online_make")
public func onlineMake(
  _ model: de_model, _ level: Double, _ online: UnsafeMutablePointer<UInt64>?
) -> de_status {
  call {
    let online = try need(online, "online")
    online.pointee = Handles.add(
      try HeldOnline(HeldModel.at(model), level: level))
  }
}

/// `de_online_free`, as `decode_estimator.h` describes it.
@_cdecl("de_online_free")
public func onlineFree(_ online: de_online) -> de_status {
  free(online, HeldOnline.self)
}

/// `de_online_estimate`, as `decode_estimator.h` describes it.
@_cdecl("de_online_estimate")
public func onlineEstimate(
  _ online: de_online, _ request: UnsafePointer<de_request>?,
  _ levels: UnsafePointer<Double>?, _ count: Int,
  _ quantiles: UnsafeMutablePointer<Int64>?,
  _ estimate: UnsafeMutablePointer<de_estimate>?,
  _ ticket: UnsafeMutablePointer<UInt64>?
) -> de_status {
  call {
    let held = try HeldOnline.at(online)
    let (result, place) = (
      try need(estimate, "estimate"), try need(ticket, "ticket")
    )
    let levels = quantiles == nil ? [] : try quantileLevels(levels, count)
    let (found, number) = try held.estimate(held.request(request))
    found.store(levels, quantiles, nil)
    result.pointee = de_estimate(found)
    place.pointee = number
  }
}

/// `de_online_observe`, as `decode_estimator.h` describes it.
@_cdecl("de_online_observe")
public func onlineObserve(
  _ online: de_online, _ ticket: UInt64, _ tokens: Int64, _ ending: Int32
) -> de_status {
  call {
    let endings: [Ending] = [.stopped, .capped, .cancelled]
    guard endings.indices.contains(Int(ending)) else {
      throw CallError.usage("ending should be 0, 1 or 2, but is \(ending)")
    }
    let longest = TraceReader.maximumTokens
    guard tokens >= 1, tokens <= longest else {
      throw CallError.usage(
        "tokens should be 1 to \(longest), but is \(tokens)")
    }
    try HeldOnline.at(online).observe(
      ticket, tokens: Int(tokens), endings[Int(ending)])
  }
}

/// `de_online_model`, as `decode_estimator.h` describes it.
@_cdecl("de_online_model")
public func onlineModel(
  _ online: de_online, _ model: UnsafeMutablePointer<UInt64>?
) -> de_status {
  call {
    let model = try need(model, "model")
    model.pointee = Handles.add(try HeldOnline.at(online).model())
  }
}
