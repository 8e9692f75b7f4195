#pragma once
/// Two flavours of one source: header-only, or compiled once.
///
/// A long function that is no template is declared in a `.hpp` and defined in the `.ipp` beside it with
/// `BACKRISK_INLINE`. Header-only, the `.hpp` ends with including its `.ipp`. Who links the compiled library
/// has `BACKRISK_COMPILED` defined: then the `.ipp` is left out and one file of src/ includes it.
#ifdef BACKRISK_COMPILED
#define BACKRISK_INLINE
#else
#define BACKRISK_INLINE inline
#endif
