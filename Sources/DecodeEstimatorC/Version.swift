import CDecodeEstimator
import DecodeEstimators

/// `de_interface_version`, as `decode_estimator.h` describes it.
@_cdecl("de_interface_version")
public func interfaceVersion() -> Int32 {
  DE_INTERFACE_MAJOR * 1000 + DE_INTERFACE_MINOR
}

/// Kept for as long as the program runs.
nonisolated(unsafe) private let version: UnsafePointer<CChar> = {
  let text = ReleaseVersion.current.utf8CString
  let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count)
  for (place, byte) in text.enumerated() { copy[place] = byte }
  return UnsafePointer(copy)
}()

/// `de_version`, as `decode_estimator.h` describes it.
@_cdecl("de_version")
public func packageVersion() -> UnsafePointer<CChar> { version }
