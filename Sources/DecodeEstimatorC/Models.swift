public import CDecodeEstimator
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// A model behind a handle, with the places of its names.
final class HeldModel: Sendable {
  let model: CompiledModel
  let tasks: [TaskID]
  let configurations: [ServingConfiguration]

  init(_ model: DecodeModel) throws(EstimationError) {
    self.model = try CompiledModel(model)
    tasks = self.model.taskIDs
    configurations = self.model.configurations
  }

  static func at(_ handle: de_model) throws(CallError) -> HeldModel {
    try held(handle, "model") {
      if case .model(let model) = $0 { model } else { nil }
    }
  }
}

/// `de_model_fit`, as `decode_estimator.h` describes it.
@_cdecl("de_model_fit")
public func modelFit(
  _ answers: de_answers, _ conditional: Int32,
  _ latency: UnsafePointer<CChar>?, _ model: UnsafeMutablePointer<UInt64>?
) -> de_status {
  call {
    let result = try need(model, "model")
    let held = try HeldAnswers.at(answers)
    let latency = try latency.map {
      try LatencyModel(contentsOf: text($0, "latency"))
    }
    var model = DecodeModel(
      tables: try LifeTables(held.answers), latency: latency)
    if latency == nil {
      if let convention = held.convention { model.convention = convention }
      _ = try model.fitTimes(held.answers)
    }
    if conditional != 0 {
      var replay = ForecastReplay(try ConditionalLengthModel())
      for answer in held.answers {
        guard answer.count == 1 else {
          throw EstimationError.merge(.answersWithoutOrder)
        }
        replay.observe(
          try answer.outcome(), answer.request.features,
          prompt: answer.promptKey)
      }
      model.conditional = replay.finish()
    }
    result.pointee = Handles.add(.model(try HeldModel(model)))
  }
}

/// `de_model_open`, as `decode_estimator.h` describes it.
@_cdecl("de_model_open")
public func modelOpen(
  _ path: UnsafePointer<CChar>?, _ model: UnsafeMutablePointer<UInt64>?
) -> de_status {
  call {
    let model = try need(model, "model")
    let contents = try ModelFile.read(text(path, "path"))
    model.pointee = Handles.add(.model(try HeldModel(contents.model)))
  }
}

/// `de_model_read`, as `decode_estimator.h` describes it.
@_cdecl("de_model_read")
public func modelRead(
  _ bytes: UnsafeRawPointer?, _ count: Int,
  _ model: UnsafeMutablePointer<UInt64>?
) -> de_status {
  call {
    let model = try need(model, "model")
    let bytes = try need(bytes, "bytes")
    guard count >= 0 else {
      throw CallError.usage("count should be 0 or more, but is \(count)")
    }
    let text = Array(UnsafeRawBufferPointer(start: bytes, count: count))
    let contents = try ModelFile.read(bytes: text, name: "bytes")
    model.pointee = Handles.add(.model(try HeldModel(contents.model)))
  }
}

/// `de_model_save`, as `decode_estimator.h` describes it.
@_cdecl("de_model_save")
public func modelSave(
  _ model: de_model, _ path: UnsafePointer<CChar>?
) -> de_status {
  call {
    var saved = try HeldModel.at(model).model.model
    saved.provenance.software = ReleaseVersion.software
    try ModelFile.write(saved, to: text(path, "path"))
  }
}

/// `de_model_free`, as `decode_estimator.h` describes it.
@_cdecl("de_model_free")
public func modelFree(_ model: de_model) -> de_status {
  free(model, "model") { if case .model(let model) = $0 { model } else { nil } }
}

/// `de_model_is_latency_assumed`, as `decode_estimator.h` describes it.
@_cdecl("de_model_is_latency_assumed")
public func modelIsLatencyAssumed(
  _ model: de_model, _ assumed: UnsafeMutablePointer<Int32>?
) -> de_status {
  call {
    try need(assumed, "assumed").pointee =
      HeldModel.at(model).model.model.isLatencyAssumed ? 1 : 0
  }
}

// MARK: - Names

/// `de_model_task_count`, as `decode_estimator.h` describes it.
@_cdecl("de_model_task_count")
public func modelTaskCount(
  _ model: de_model, _ count: UnsafeMutablePointer<Int>?
) -> de_status {
  call { try need(count, "count").pointee = HeldModel.at(model).tasks.count }
}

/// `de_model_task_name`, as `decode_estimator.h` describes it.
@_cdecl("de_model_task_name")
public func modelTaskName(
  _ model: de_model, _ place: Int, _ buffer: UnsafeMutablePointer<CChar>?,
  _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> de_status {
  call {
    let names = try HeldModel.at(model).tasks.map(\.rawValue)
    give(try name(names, place, "tasks"), buffer, capacity, length)
  }
}

/// `de_model_task`, as `decode_estimator.h` describes it.
@_cdecl("de_model_task")
public func modelTask(
  _ model: de_model, _ name: UnsafePointer<CChar>?,
  _ place: UnsafeMutablePointer<Int32>?
) -> de_status {
  call {
    let names = try HeldModel.at(model).tasks.map(\.rawValue)
    try need(place, "place").pointee = try find(
      text(name, "name"), names, "task", "tasks")
  }
}

/// `de_model_configuration_count`, as `decode_estimator.h` describes it.
@_cdecl("de_model_configuration_count")
public func modelConfigurationCount(
  _ model: de_model, _ count: UnsafeMutablePointer<Int>?
) -> de_status {
  call {
    try need(count, "count").pointee =
      HeldModel.at(model).configurations.count
  }
}

/// `de_model_configuration_name`, as `decode_estimator.h` describes it.
@_cdecl("de_model_configuration_name")
public func modelConfigurationName(
  _ model: de_model, _ place: Int, _ buffer: UnsafeMutablePointer<CChar>?,
  _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> de_status {
  call {
    let names = try HeldModel.at(model).configurations.map(\.description)
    give(try name(names, place, "configurations"), buffer, capacity, length)
  }
}

/// `de_model_configuration`, as `decode_estimator.h` describes it.
@_cdecl("de_model_configuration")
public func modelConfiguration(
  _ model: de_model, _ name: UnsafePointer<CChar>?,
  _ place: UnsafeMutablePointer<Int32>?
) -> de_status {
  call {
    let names = try HeldModel.at(model).configurations.map(\.description)
    let wanted = try text(name, "name")
    // The labels in any order.
    let sorted = ServingConfiguration(parsing: wanted)?.description ?? wanted
    try need(place, "place").pointee = try find(
      sorted, names, "configuration", "configurations")
  }
}

private func name(
  _ names: [String], _ place: Int, _ kind: String
) throws(CallError) -> String {
  guard names.indices.contains(place) else {
    throw .usage(
      "place should be below \(names.count) \(kind), but is \(place)")
  }
  return names[place]
}

private func find(
  _ name: String, _ names: [String], _ kind: String, _ kinds: String
) throws(CallError) -> Int32 {
  guard let place = names.firstIndex(of: name) else {
    throw .usage(
      "no \(kind) \"\(name)\"; the model's \(kinds) are "
        + names.prefix(20).joined(separator: ", "))
  }
  return Int32(place)
}
