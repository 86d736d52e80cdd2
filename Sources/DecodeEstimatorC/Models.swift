public import CDecodeEstimator
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// A model behind a handle, with the places of its names.
final class HeldModel: Held {
  static let kind = "a model"
  static let argument = "model"

  let model: CompiledModel
  let tasks: [TaskID]
  let configurations: [ServingConfiguration]
  let taskNames: Names
  let configurationNames: Names

  init(_ model: DecodeModel) throws(EstimationError) {
    self.model = try CompiledModel(model)
    tasks = self.model.taskIDs
    configurations = self.model.configurations
    taskNames = Names("task", tasks.map(\.rawValue), separator: ", ")
    configurationNames = Names(
      "configuration", configurations.map(\.description), separator: "; ")
  }
}

/// Names and their places.
struct Names: Sendable {
  private let kind: String
  private let names: [String]
  private let separator: String
  private let places: [String: Int]

  init(_ kind: String, _ names: [String], separator: String) {
    self.kind = kind
    self.names = names
    self.separator = separator
    places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
  }

  var count: Int { names.count }

  func name(_ place: Int) throws(CallError) -> String {
    guard names.indices.contains(place) else {
      throw .usage(
        "place should be below \(names.count) \(kind)s, but is \(place)")
    }
    return names[place]
  }

  func place(_ name: String) throws(CallError) -> Int32 {
    guard let place = places[name] else {
      throw .usage(
        "no \(kind) \"\(name)\"; the model's \(kind)s are "
          + names.prefix(20).joined(separator: separator))
    }
    return Int32(place)
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
      model.conditional = try ConditionalLengthModel().learning(held.answers)
    }
    result.pointee = Handles.add(try HeldModel(model))
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
    model.pointee = Handles.add(try HeldModel(contents.model))
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
    model.pointee = Handles.add(try HeldModel(contents.model))
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
  free(model, HeldModel.self)
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
  call {
    try need(count, "count").pointee = HeldModel.at(model).taskNames.count
  }
}

/// `de_model_task_name`, as `decode_estimator.h` describes it.
@_cdecl("de_model_task_name")
public func modelTaskName(
  _ model: de_model, _ place: Int, _ buffer: UnsafeMutablePointer<CChar>?,
  _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> de_status {
  call {
    give(
      try HeldModel.at(model).taskNames.name(place), buffer, capacity, length)
  }
}

/// `de_model_task`, as `decode_estimator.h` describes it.
@_cdecl("de_model_task")
public func modelTask(
  _ model: de_model, _ name: UnsafePointer<CChar>?,
  _ place: UnsafeMutablePointer<Int32>?
) -> de_status {
  call {
    try need(place, "place").pointee = HeldModel.at(model).taskNames.place(
      text(name, "name"))
  }
}

/// `de_model_configuration_count`, as `decode_estimator.h` describes it.
@_cdecl("de_model_configuration_count")
public func modelConfigurationCount(
  _ model: de_model, _ count: UnsafeMutablePointer<Int>?
) -> de_status {
  call {
    try need(count, "count").pointee =
      HeldModel.at(model).configurationNames.count
  }
}

/// `de_model_configuration_name`, as `decode_estimator.h` describes it.
@_cdecl("de_model_configuration_name")
public func modelConfigurationName(
  _ model: de_model, _ place: Int, _ buffer: UnsafeMutablePointer<CChar>?,
  _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> de_status {
  call {
    give(
      try HeldModel.at(model).configurationNames.name(place), buffer, capacity,
      length)
  }
}

/// `de_model_configuration`, as `decode_estimator.h` describes it.
@_cdecl("de_model_configuration")
public func modelConfiguration(
  _ model: de_model, _ name: UnsafePointer<CChar>?,
  _ place: UnsafeMutablePointer<Int32>?
) -> de_status {
  call {
    let wanted = try text(name, "name")
    // The labels in any order.
    let sorted = ServingConfiguration(parsing: wanted)?.description ?? wanted
    try need(place, "place").pointee = HeldModel.at(model)
      .configurationNames.place(sorted)
  }
}
