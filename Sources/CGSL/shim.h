#ifndef CGSL_SHIM_H
#define CGSL_SHIM_H

#include <gsl/gsl_errno.h>
#include <gsl/gsl_fft_halfcomplex.h>
#include <gsl/gsl_fft_real.h>
#include <gsl/gsl_interp.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf_bessel.h>
#include <gsl/gsl_sf_erf.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>
#include <gsl/gsl_sf_psi.h>
#include <gsl/gsl_sf_zeta.h>

// GSL's algorithm descriptors are mutable C globals, which Swift 6 refuses to
// read; these accessors hand them over as values.
static inline const gsl_root_fsolver_type *cgsl_brent(void) {
  return gsl_root_fsolver_brent;
}
static inline const gsl_multimin_fdfminimizer_type *cgsl_bfgs2(void) {
  return gsl_multimin_fdfminimizer_vector_bfgs2;
}
static inline const gsl_multimin_fminimizer_type *cgsl_nelder_mead(void) {
  return gsl_multimin_fminimizer_nmsimplex2;
}
static inline const gsl_multifit_robust_type *cgsl_bisquare(void) {
  return gsl_multifit_robust_bisquare;
}
static inline const gsl_interp_type *cgsl_steffen(void) {
  return gsl_interp_steffen;
}
static inline const gsl_rng_type *cgsl_mt19937(void) {
  return gsl_rng_mt19937;
}

#endif
