import CDecodeEstimator
import DecodeEstimators
import DecodeTraces

/// What a call fails with: a status and its message.
struct CallError: Error {
  var status: de_status
  var message: String

  /// An argument that cannot be.
  static func usage(_ message: String) -> CallError {
    CallError(status: DE_USAGE, message: message)
  }

  /// Something in the data is wrong.
  static func data(_ message: String) -> CallError {
    CallError(status: DE_DATA, message: message)
  }
}

/// Runs a call; what it throws becomes its status and the thread's message.
func call(_ body: () throws -> Void) -> de_status {
  do {
    try body()
    return DE_OK
  } catch let error as CallError {
    return fail(error.status, error.message)
  } catch let error as TraceError {
    return fail(error.exitCode, "\(error)")
  } catch let error as EstimationError {
    return fail(error.exitCode, "\(error)")
  } catch {
    return fail(DE_DATA, "\(error)")
  }
}

private func fail(_ status: de_status, _ message: String) -> de_status {
  var capacity = 0
  guard let buffer = de_message_buffer(&capacity) else { return status }
  write(message, to: buffer, capacity: capacity)
  return status
}

/// Copies as much text as fits, whole characters of UTF-8 alone, and ends it
/// with a zero byte.
private func write(
  _ text: String, to buffer: UnsafeMutablePointer<CChar>, capacity: Int
) {
  guard capacity > 0 else { return }
  var count = 0
  for character in text.unicodeScalars {
    guard let bytes = UTF8.encode(character), count + bytes.count < capacity
    else { break }
    for byte in bytes {
      buffer[count] = CChar(bitPattern: byte)
      count += 1
    }
  }
  buffer[count] = 0
}

/// Gives text to a caller: what fits into the buffer, and the length of all.
func give(
  _ text: String, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ length: UnsafeMutablePointer<Int>?
) {
  length?.pointee = text.utf8.count
  if let buffer { write(text, to: buffer, capacity: capacity) }
}

// MARK: - Arguments

/// An argument that must not be NULL.
func need<Pointer>(
  _ pointer: Pointer?, _ name: String
) throws(CallError) -> Pointer {
  guard let pointer else { throw .usage("\(name) should not be NULL") }
  return pointer
}

/// Text that must not be NULL and must be UTF-8.
func text(
  _ pointer: UnsafePointer<CChar>?, _ name: String
) throws(CallError) -> String {
  guard let text = String(validatingCString: try need(pointer, name)) else {
    throw .usage("\(name) should be UTF-8")
  }
  return text
}

/// A struct whose first member is its size, as the caller compiled it.
func sized<Struct>(
  _ pointer: UnsafePointer<Struct>?, _ name: String
) throws(CallError) -> Struct {
  let found = try need(pointer, name)
  // The first member is there whatever the caller's version.
  let size = UnsafeRawPointer(found).load(as: Int.self)
  guard size == MemoryLayout<Struct>.size else {
    throw .usage(
      "size of \(name) should be \(MemoryLayout<Struct>.size), but is \(size)")
  }
  return found.pointee
}
