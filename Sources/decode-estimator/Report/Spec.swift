import DecodeTraces
import Foundation

/// A value of a Vega-Lite specification, written as Swift literals.
indirect enum Spec: Sendable, Encodable {
  case object([String: Spec])
  case array([Spec])
  case string(String)
  case number(Double)
  case bool(Bool)
  case null

  /// A number with six significant digits, which a screen does not exceed;
  /// null where it is none.
  static func rounded(_ value: Double?) -> Spec {
    guard let value, value.isFinite else { return .null }
    return .number(Double(String(format: "%.6g", value)) ?? value)
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .object(let members): try value.encode(members)
    case .array(let elements): try value.encode(elements)
    case .string(let text):
      // Names come from files.
      try value.encode(printable(text, limit: 500, quotes: false))
    case .number(let number):
      if let whole = Int(exactly: number) {
        try value.encode(whole)
      } else {
        try value.encode(number)
      }
    case .bool(let bool): try value.encode(bool)
    case .null: try value.encodeNil()
    }
  }

  /// The object with more members.
  func with(_ more: [String: Spec]) -> Spec {
    guard case .object(let members) = self else { return self }
    return .object(members.merging(more) { _, new in new })
  }
}

extension Spec: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByNilLiteral
{
  init(dictionaryLiteral elements: (String, Spec)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
  init(arrayLiteral elements: Spec...) { self = .array(elements) }
  init(stringLiteral value: String) { self = .string(value) }
  init(floatLiteral value: Double) { self = .number(value) }
  init(integerLiteral value: Int) { self = .number(Double(value)) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(nilLiteral: ()) { self = .null }
}

/// A picture of a report: what it shows, and how it is drawn.
struct Chart: Encodable {
  /// A name that is its own in the report.
  var id: String
  /// The task; `nil` for all of them.
  var task: String?
  var title: String
  /// What is to be seen, in a sentence or two.
  var caption: String
  /// The Vega-Lite specification, data included.
  var spec: Spec
}

/// The parts of which specifications are put together.
enum Plot {
  static let height: Spec = 200

  /// Layers on one pair of axes, as wide as there is room.
  static func layers(_ layers: [Spec], height: Spec = Plot.height) -> Spec {
    [
      "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
      "width": "container", "height": height,
      "autosize": ["type": "fit-x", "contains": "padding"],
      "layer": .array(layers),
    ]
  }

  static func data(_ rows: [Spec]) -> Spec { ["values": .array(rows)] }

  static func field(
    _ name: String, _ title: String, type: String = "quantitative",
    _ more: [String: Spec] = [:]
  ) -> Spec {
    Spec.object([
      "field": .string(name), "type": .string(type), "title": .string(title),
    ]).with(more)
  }

  /// A share, in percent on its axis.
  static func share(
    _ name: String, _ title: String, _ more: [String: Spec] = [:]
  ) -> Spec {
    field(
      name, title,
      [
        "axis": ["format": ".0%"], "scale": ["domain": [0, 1]],
      ].merging(more) { _, new in new })
  }

  /// A colour with an entry in the legend.
  static func named(_ name: String) -> Spec {
    ["datum": .string(name), "legend": ["title": nil]]
  }

  /// A line, with tooltips at its points.
  static func line(
    steps: Bool = false, dashed: Bool = false
  ) -> Spec {
    var mark: [String: Spec] = [
      "type": "line", "tooltip": true, "clip": true,
      "point": ["opacity": 0, "size": 90],
    ]
    if steps { mark["interpolate"] = "step-after" }
    if dashed { mark["strokeDash"] = [6, 4] }
    return .object(mark)
  }

  /// Upright lines at values, named in the legend.
  static func marks(
    _ values: [(name: String, value: Double?)], _ axis: String,
    _ title: String, dashed: Bool = true
  ) -> [Spec] {
    values.compactMap { name, value in
      guard let value, value.isFinite else { return nil }
      let channel: String = axis
      let row: Spec = ["value": .rounded(value), "what": .string(name)]
      return [
        "data": data([row]),
        "mark": [
          "type": "rule", "tooltip": true, "strokeWidth": 2,
          "strokeDash": dashed ? [5, 4] : [1, 0],
        ],
        "encoding": .object([
          channel: field("value", title),
          "color": named(name),
          "tooltip": [
            field("what", "what", type: "nominal"), field("value", title),
          ],
        ]),
      ]
    }
  }
}
