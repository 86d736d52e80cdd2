// swift-tools-version: 6.1
// A stranger's package: what can be built on swift-decode-estimator from
// outside, with public API alone. `.ci/run` tests it, and the code of the
// articles is taken from `Sources/Outside` and `Sources/Articles`.
// SPDX-License-Identifier: GPL-3.0-or-later

import PackageDescription

let estimator = "swift-decode-estimator"

let products: [Target.Dependency] = [
  .product(name: "DecodeStatistics", package: estimator),
  .product(name: "DecodeEstimators", package: estimator),
  .product(name: "QuantileAccuracy", package: estimator),
  .product(name: "DecodeTraces", package: estimator),
]

let package = Package(
  name: "outside-package",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: estimator, path: "../..")],
  targets: [
    // A latency, a forecaster, an estimator and a law of one's own.
    .target(name: "Outside", dependencies: products),
    // The code of the articles, one file for each.
    .target(name: "Articles", dependencies: products + ["Outside"]),
    // The README's program.
    .executableTarget(name: "readme", dependencies: products),
    // The README's picture, Docs/survival.svg.
    .executableTarget(name: "picture", dependencies: products),
    .testTarget(
      name: "OutsideTests", dependencies: products + ["Outside", "Articles"]),
  ]
)
