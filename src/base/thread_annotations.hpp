#pragma once
// Attributes of clang's thread safety analysis (-Wthread-safety); empty for other compilers.

#if defined(__clang__)
#define CUNKOU_THREAD_ANNOTATION(attribute) __attribute__((attribute))
#else
#define CUNKOU_THREAD_ANNOTATION(attribute)
#endif

// A type that can be held, and one that holds it from construction to destruction.
#define CUNKOU_CAPABILITY(kind) CUNKOU_THREAD_ANNOTATION(capability(kind))
#define CUNKOU_SCOPED_CAPABILITY CUNKOU_THREAD_ANNOTATION(scoped_lockable)

// A member that is accessed only while the mutex is held.
#define CUNKOU_GUARDED_BY(mutex) CUNKOU_THREAD_ANNOTATION(guarded_by(mutex))
// A pointer whose target is accessed only while the mutex is held.
#define CUNKOU_PT_GUARDED_BY(mutex) CUNKOU_THREAD_ANNOTATION(pt_guarded_by(mutex))

// A mutex that is taken before others that a thread holds at the same time.
#define CUNKOU_ACQUIRED_BEFORE(...) CUNKOU_THREAD_ANNOTATION(acquired_before(__VA_ARGS__))

// A function, or a lambda, whose caller holds the mutex, or must not hold it.
#define CUNKOU_REQUIRES(...) CUNKOU_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define CUNKOU_REQUIRES_SHARED(...) CUNKOU_THREAD_ANNOTATION(requires_shared_capability(__VA_ARGS__))
#define CUNKOU_EXCLUDES(...) CUNKOU_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))

// A function that takes or releases the mutex.
#define CUNKOU_ACQUIRE(...) CUNKOU_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define CUNKOU_ACQUIRE_SHARED(...) CUNKOU_THREAD_ANNOTATION(acquire_shared_capability(__VA_ARGS__))
#define CUNKOU_RELEASE(...) CUNKOU_THREAD_ANNOTATION(release_capability(__VA_ARGS__))

// A function whose locking the analysis cannot follow, such as a template that calls a lambda with
// CUNKOU_REQUIRES; a comment there says why it is safe.
#define CUNKOU_NO_THREAD_SAFETY_ANALYSIS CUNKOU_THREAD_ANNOTATION(no_thread_safety_analysis)
