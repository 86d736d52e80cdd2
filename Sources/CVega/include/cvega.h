// Vega, Vega-Lite and Vega-Embed as one script for a page, so that a report
// needs no network and the program no file beside it.
#ifndef CVEGA_H
#define CVEGA_H

/// The script, gzipped.
const unsigned char *cvega_bundle(void);
unsigned long cvega_bundle_size(void);
/// What is in it, with versions.
const char *cvega_versions(void);

#endif
