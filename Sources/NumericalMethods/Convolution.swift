import CGSL

/// The convolution of sequences, by the fast Fourier transform.
///
/// Its error is absolute: each element is exact but for
/// `convolutionError(count:size:)` times the product of the sequences' sums,
/// for sequences of non-negative numbers.
///
/// - Parameters:
///   - sequences: At least one, none of them empty.
///   - size: A power of two, at least the length of the result.
/// - Returns: `size` elements.
package func convolve(_ sequences: [[Double]], size: Int) -> [Double] {
  GSL.ready
  var product = transform(sequences[0], size: size)
  for sequence in sequences.dropFirst() {
    multiply(&product, by: transform(sequence, size: size))
  }
  product.withUnsafeMutableBufferPointer { values in
    GSL.require(
      gsl_fft_halfcomplex_radix2_inverse(values.baseAddress, 1, size),
      "fft_halfcomplex_radix2_inverse")
  }
  return product
}

/// A bound of the absolute error of `convolve`: each transform of 2ⁿ elements
/// loses a few units of rounding for each of its n levels, each product one.
///
/// Source: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*,
/// 2nd ed., § 24.1.
package func convolutionError(count: Int, size: Int) -> Double {
  let levels = Double(size.trailingZeroBitCount)
  return Double(count + 1) * (8 * levels + 4) * 0x1p-53
}

private func transform(_ sequence: [Double], size: Int) -> [Double] {
  var values =
    sequence + [Double](repeating: 0, count: size - sequence.count)
  values.withUnsafeMutableBufferPointer { values in
    GSL.require(
      gsl_fft_real_radix2_transform(values.baseAddress, 1, size),
      "fft_real_radix2_transform")
  }
  return values
}

/// Multiplies transforms: real parts lie at i, imaginary ones at size − i.
private func multiply(_ product: inout [Double], by factor: [Double]) {
  let size = product.count
  product[0] *= factor[0]
  guard size > 1 else { return }
  product[size / 2] *= factor[size / 2]
  for i in 1..<max(size / 2, 1) {
    let (a, b) = (product[i], product[size - i])
    let (c, d) = (factor[i], factor[size - i])
    product[i] = a * c - b * d
    product[size - i] = a * d + b * c
  }
}
