// swift-tools-version: 6.1
// Measurements, apart from the library so that its users never resolve them.
// SPDX-License-Identifier: GPL-3.0-or-later

import PackageDescription

let statistics = Target.Dependency.product(
  name: "DecodeStatistics", package: "swift-decode-estimator")
let estimators = Target.Dependency.product(
  name: "DecodeEstimators", package: "swift-decode-estimator")

let accuracy = Target.Dependency.product(
  name: "QuantileAccuracy", package: "swift-decode-estimator")

let traces = Target.Dependency.product(
  name: "DecodeTraces", package: "swift-decode-estimator")

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "swift-decode-estimator", path: "..")],
  targets: [
    .executableTarget(name: "lookups", dependencies: [statistics, estimators]),
    .executableTarget(
      name: "batches", dependencies: [statistics, estimators, traces]),
    .executableTarget(name: "fits", dependencies: [statistics]),
    .executableTarget(name: "plans", dependencies: [statistics]),
    .executableTarget(name: "coverage", dependencies: [statistics]),
    .executableTarget(name: "timeplans", dependencies: [statistics]),
    .executableTarget(name: "accuracy", dependencies: [statistics]),
    .target(
      name: "PublicTraces", dependencies: [statistics, estimators, traces]),
    .executableTarget(
      name: "small-samples",
      dependencies: [statistics, estimators, traces, "PublicTraces"]),
    .executableTarget(
      name: "validation",
      dependencies: [
        statistics, estimators, accuracy, traces, "PublicTraces",
      ]),
  ]
)
