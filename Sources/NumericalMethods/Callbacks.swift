/// Runs `body` with a pointer to a closure, for a C library that calls back
/// with a `void *`.
///
/// A C function pointer captures nothing, so the closure travels through the
/// parameter pointer. It is valid for the duration of `body` alone.
func withCallback<Closure, Result>(
  _ closure: Closure, _ body: (UnsafeMutableRawPointer) -> Result
) -> Result {
  var closure = closure
  return withUnsafeMutablePointer(to: &closure) {
    body(UnsafeMutableRawPointer($0))
  }
}
