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

/// A loop over columns that the compiled library holds once for each vector width; the width is chosen when
/// the program starts. Every width gives the same bits, since src/ is compiled without contraction. Such a
/// function must not throw: GCC 12 ends the program when an exception leaves one.
#if defined(BACKRISK_COMPILED) && defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && \
    !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define BACKRISK_WIDE __attribute__((target_clones("avx512f", "avx2", "default"), flatten))
#else
#define BACKRISK_WIDE
#endif
