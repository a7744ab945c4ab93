//! The call sites of closures that have a name.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use super::call_site::CallSite;

/// Each name's call site. It is never removed: a name is a `&'static str`, of which a program has only so many.
static CALL_SITES: RwLock<Option<HashMap<&'static str, &'static CallSite>>> = RwLock::new(None);

/// Returns the call site of this name, which is made when the name is first used.
pub(crate) fn call_site(name: &'static str) -> &'static CallSite {
    let sites = CALL_SITES.read().unwrap_or_else(PoisonError::into_inner);
    let known = sites.as_ref().and_then(|sites| sites.get(name).copied());
    drop(sites);
    known.unwrap_or_else(|| add(name))
}

/// Another thread may have added the same name since it was looked up.
#[cold]
fn add(name: &'static str) -> &'static CallSite {
    let mut sites = CALL_SITES.write().unwrap_or_else(PoisonError::into_inner);
    let sites = sites.get_or_insert_default();
    sites
        .entry(name)
        .or_insert_with(|| Box::leak(Box::new(CallSite::of_name(name))))
}

/// Returns the call sites of all names that were used.
#[cfg(feature = "registry")]
pub(super) fn call_sites() -> Vec<&'static CallSite> {
    let sites = CALL_SITES.read().unwrap_or_else(PoisonError::into_inner);
    sites.iter().flatten().map(|(_, site)| *site).collect()
}
