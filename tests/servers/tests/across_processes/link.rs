//! What carries the deadline from one process to the next.

use std::env;
use std::fmt;

/// The variable of the environment with the links of a run.
pub(crate) const VARIABLE: &str = "RETRIES_LINKS";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// The client writes the header of its request.
    Write,
    /// The gateway reads that header.
    HttpLayer,
    /// The gateway writes the header of its own requests.
    Interceptor,
    /// The backend reads that header.
    GrpcLayer,
}

impl Link {
    pub(crate) const ALL: [Self; 4] = [
        Self::Write,
        Self::HttpLayer,
        Self::Interceptor,
        Self::GrpcLayer,
    ];

    /// Returns whether this process, a service, has the link.
    pub(crate) fn is_here(self) -> bool {
        let names = env::var(VARIABLE).expect("the test set it");
        names.lines().any(|name| name == self.to_string())
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Write => "Scope::write",
            Self::HttpLayer => "ScopeLayer::http",
            Self::Interceptor => "grpc_timeout",
            Self::GrpcLayer => "ScopeLayer::grpc",
        })
    }
}
