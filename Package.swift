// swift-tools-version: 6.1
// swift-decode-estimator: how long the decode phase of an LLM request takes,
// and how sure that is.
// SPDX-License-Identifier: GPL-3.0-or-later

import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let realModule = Target.Dependency.product(
  name: "RealModule", package: "swift-numerics")

let package = Package(
  name: "swift-decode-estimator",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "DecodeStatistics", targets: ["DecodeStatistics"]),
    .library(name: "DecodeEstimators", targets: ["DecodeEstimators"]),
    .library(name: "QuantileAccuracy", targets: ["QuantileAccuracy"]),
    .library(name: "DecodeTraces", targets: ["DecodeTraces"]),
    .library(
      name: "DecodeEstimatorC", type: .dynamic, targets: ["DecodeEstimatorC"]),
    .executable(name: "decode-estimator", targets: ["decode-estimator"]),
  ],
  dependencies: [
    .package(
      url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(
      url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CGSL", pkgConfig: "gsl",
      providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd",
      providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    // C++ behind a C header; its own build defines the same.
    .target(
      name: "CJSON",
      cxxSettings: [.define("SIMDJSON_THREADS_ENABLED", to: "1")],
      linkerSettings: [.linkedLibrary("simdjson")]),

    // Vega for reports, as bytes.
    .target(name: "CVega", exclude: ["LICENSES.md", "bundle.py"]),

    .target(
      name: "NumericalMethods",
      dependencies: ["CGSL", realModule],
      swiftSettings: settings),
    .target(
      name: "LengthLaws",
      dependencies: ["NumericalMethods", realModule],
      swiftSettings: settings),
    .target(
      name: "LengthBounds",
      dependencies: ["LengthLaws", "NumericalMethods", realModule],
      swiftSettings: settings),
    .target(
      name: "DecodeTimes",
      dependencies: [
        "LengthLaws", "LengthBounds", "NumericalMethods", realModule,
      ],
      swiftSettings: settings),
    .target(
      name: "LengthForecasts",
      dependencies: [
        "LengthLaws", "LengthBounds", "NumericalMethods", realModule,
      ],
      swiftSettings: settings),
    .target(
      name: "DecodeStatistics",
      dependencies: [
        "LengthLaws", "LengthBounds", "DecodeTimes", "LengthForecasts",
      ],
      swiftSettings: settings),
    .target(
      name: "DecodeEstimators",
      dependencies: ["DecodeStatistics", realModule],
      swiftSettings: settings),
    .target(
      name: "QuantileAccuracy",
      dependencies: [
        "DecodeStatistics", "DecodeEstimators", "NumericalMethods", realModule,
      ],
      swiftSettings: settings),
    .target(
      name: "DecodeTraces",
      dependencies: [
        "DecodeStatistics", "DecodeEstimators", "CZlib", "CZstd", "CJSON",
      ],
      swiftSettings: settings),
    // The header, and what Swift cannot say: a variable of each thread.
    .target(name: "CDecodeEstimator"),
    .target(
      name: "DecodeEstimatorC",
      dependencies: [
        "CDecodeEstimator", "DecodeStatistics", "DecodeEstimators",
        "QuantileAccuracy", "DecodeTraces",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "decode-estimator",
      dependencies: [
        "DecodeStatistics", "DecodeEstimators", "QuantileAccuracy",
        "DecodeTraces", "NumericalMethods", "CVega",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    .target(
      name: "TestSupport",
      dependencies: ["DecodeStatistics", "NumericalMethods"],
      path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "TestSupportTests",
      dependencies: ["TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "NumericalMethodsTests",
      dependencies: ["NumericalMethods", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "LengthLawsTests",
      dependencies: ["LengthLaws", "NumericalMethods", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "LengthBoundsTests",
      dependencies: ["LengthBounds", "NumericalMethods", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "DecodeTimesTests",
      dependencies: ["DecodeTimes", "NumericalMethods", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "LengthForecastsTests",
      dependencies: ["LengthForecasts", "NumericalMethods", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "DecodeStatisticsTests",
      dependencies: ["DecodeStatistics", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "DecodeEstimatorsTests",
      dependencies: ["DecodeEstimators", "DecodeTraces", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "QuantileAccuracyTests",
      dependencies: ["QuantileAccuracy", "DecodeTraces", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "DecodeTracesTests",
      dependencies: ["DecodeTraces", "TestSupport", "CZlib", "CZstd"],
      swiftSettings: settings),
    .testTarget(
      name: "FuzzingTests",
      dependencies: ["DecodeTraces", "DecodeEstimators", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["decode-estimator", "TestSupport"],
      swiftSettings: settings),
  ],
  cxxLanguageStandard: .cxx17
)

// `swift package generate-documentation`, for those who want it: users of the
// library never resolve the plugin.
if Context.environment["DECODE_ESTIMATOR_DOCC"] != nil {
  package.dependencies.append(
    .package(
      url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}
