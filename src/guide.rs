//! The guide: one page for each question. The same pages are files in `docs/`.
//!
//! | page | its question |
//! |---|---|
//! | [`start`] | How do I make a function survive transient failures? |
//! | [`when_not`] | When should I not retry? |
//! | [`what_to_retry`] | Which failures are worth another attempt, and which never? |
//! | [`writes`] | May I retry a write? |
//! | [`deadlines`] | How do I limit the time of a call, and of the calls inside it? |
//! | [`budgets`] | How do I keep retries from making an outage worse? |
//! | [`how_long_to_wait`] | Which backoff and which jitter? |
//! | [`nested`] | What happens when layers, or services in layers, all retry? |
//! | [`across`] | How do I carry a deadline into another task, thread or service? |
//! | [`testing`] | How do I test retries without waiting? |
//! | [`observing`] | How do I see what is retried? |
//! | [`configuration`] | How do I share options, read them from a file, and change them at run time? |
//! | [`around`] | How do I renew a token, return something else, or end a wait? |
//! | [`closures`] | How do I retry without a function to annotate? |
//! | [`stacks`] | How do I retry in a stack of tower, tonic, axum or reqwest-middleware? |
//! | [`libraries`] | How do I use this in a library of my own? |
//! | [`compiler_errors`] | What does this message of the compiler mean? |
//! | [`cookbook`] | How do I use it with axum, reqwest, tonic, sqlx, redis, ureq, a circuit breaker, Ctrl-C? |
//! | [`coming_from`] | What is the word for an option of another library? |
//! | [`costs`] | What does it cost? |
//! | [`proof`] | Where does it run, and which test proves what it promises? |

// Links between the pages are reference links. In a file of `docs/`, the definition at its end is a path. Here the
// definitions below come first, and in CommonMark the first definition of a label counts. A picture has a definition with
// all its data, because no file is beside a page of rustdoc.
macro_rules! page {
    ($(#[$attribute:meta])* $name:ident, $file:literal) => {
        $(#[$attribute])*
        /// [start]: crate::guide::start
        /// [when not]: crate::guide::when_not
        /// [what to retry]: crate::guide::what_to_retry
        /// [writes]: crate::guide::writes
        /// [deadlines]: crate::guide::deadlines
        /// [budgets]: crate::guide::budgets
        /// [how long to wait]: crate::guide::how_long_to_wait
        /// [nested]: crate::guide::nested
        /// [across]: crate::guide::across
        /// [testing]: crate::guide::testing
        /// [observing]: crate::guide::observing
        /// [configuration]: crate::guide::configuration
        /// [around]: crate::guide::around
        /// [closures]: crate::guide::closures
        /// [stacks]: crate::guide::stacks
        /// [libraries]: crate::guide::libraries
        /// [compiler errors]: crate::guide::compiler_errors
        /// [cookbook]: crate::guide::cookbook
        /// [coming from]: crate::guide::coming_from
        /// [costs]: crate::guide::costs
        /// [proof]: crate::guide::proof
        /// [options]: macro@crate::retry
        /// [bundles]: macro@crate::policy
        /// [derive]: macro@crate::Transient
        /// [trait]: trait@crate::Transient
        /// [state]: crate::state
        ///
        #[doc = include_str!(concat!("../docs/", $file))]
        pub mod $name {}
    };
}

// A page whose snippets need features is tested only with these, and always shown.
page!(
    #[cfg(any(not(doctest), feature = "reqwest"))]
    start,
    "start.md"
);
page!(when_not, "when-not.md");
page!(
    #[cfg(any(not(doctest), all(feature = "http", feature = "test-util")))]
    what_to_retry,
    "what-to-retry.md"
);
page!(
    #[cfg(any(not(doctest), feature = "reqwest"))]
    writes,
    "writes.md"
);
page!(
    #[cfg(any(not(doctest), feature = "test-util"))]
    #[doc = include_str!("../docs/pictures/deadline.md")]
    deadlines,
    "deadlines.md"
);
page!(
    #[cfg(any(not(doctest), feature = "test-util"))]
    #[doc = include_str!("../docs/pictures/budget.md")]
    #[doc = include_str!("../docs/pictures/collapse.md")]
    budgets,
    "budgets.md"
);
page!(
    #[doc = include_str!("../docs/pictures/jitter.md")]
    #[doc = include_str!("../docs/pictures/restart.md")]
    #[doc = include_str!("../docs/pictures/retry-after.md")]
    how_long_to_wait,
    "how-long-to-wait.md"
);
page!(
    #[cfg(any(not(doctest), feature = "test-util"))]
    #[doc = include_str!("../docs/pictures/layers.md")]
    nested,
    "nested.md"
);
page!(
    #[cfg(any(not(doctest), all(feature = "tower", feature = "test-util")))]
    across,
    "across.md"
);
page!(
    #[cfg(any(not(doctest), feature = "test-util"))]
    testing,
    "testing.md"
);
page!(
    #[cfg(any(
        not(doctest),
        all(
            feature = "metrics",
            feature = "registry",
            feature = "report",
            feature = "tracing"
        )
    ))]
    observing,
    "observing.md"
);
page!(
    #[cfg(any(not(doctest), all(feature = "registry", feature = "serde")))]
    configuration,
    "configuration.md"
);
page!(around, "around.md");
page!(
    #[cfg(any(not(doctest), feature = "reqwest"))]
    closures,
    "closures.md"
);
page!(
    #[cfg(any(not(doctest), all(feature = "tower-retry", feature = "tonic-channel")))]
    stacks,
    "stacks.md"
);
page!(libraries, "libraries.md");
page!(compiler_errors, "compiler-errors.md");
// The clients of this page are dependencies of `tests/servers`, which tests its snippets.
page!(
    #[cfg(not(doctest))]
    cookbook,
    "cookbook.md"
);
page!(coming_from, "coming-from.md");
page!(costs, "costs.md");
page!(proof, "proof.md");
