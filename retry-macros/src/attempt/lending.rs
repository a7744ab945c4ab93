//! Whether each attempt can use a reference instead of the argument, as far as the bounds show.

use crate::attempt::AttemptKind;
use crate::item::bounds::Bounds;

/// The reference that each attempt gets.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Lending {
    Ref,
    MutRef,
}

/// Traits that `&mut T` implements if `T` does. `ToString` is not among them: `&mut T` has it from `Display` only.
const HELD_BY_MUT_REF: [&str; 6] = ["AsRef", "Debug", "Display", "Send", "Sync", "Unpin"];

/// Traits that `&T` implements if `T` does, which for `Send` is so only if `T` is `Sync` too.
const HELD_BY_REF: [&str; 8] = [
    "AsRef", "AsyncFn", "Debug", "Display", "Fn", "Send", "Sync", "Unpin",
];

/// Traits with methods that take `&mut self`, and that `&mut T` implements if `T` does.
const NEED_MUT_REF: [&str; 19] = [
    "AsyncBufRead",
    "AsyncFnMut",
    "AsyncRead",
    "AsyncSeek",
    "AsyncWrite",
    "BufRead",
    "Buf",
    "BufMut",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "FnMut",
    "Future",
    "Hasher",
    "Iterator",
    "Read",
    "Seek",
    "Sink",
    "Stream",
    "Write",
];

/// Returns whether the argument is an `FnMut`, and not `Copy` or `Clone` too: such a one is copied as ever.
pub(crate) fn changes_what_it_captured(bounds: &Bounds) -> bool {
    bounds.has_any(&["FnMut", "AsyncFnMut"]) && !bounds.has_any(&["Copy", "Clone"])
}

/// Returns the reference that has all bounds of the argument, if one has for certain, and if a future that holds it is
/// `Send` whenever it would be with the argument itself. That holds for `&mut T`, and for `&T` if `T` is `Sync`.
pub(crate) fn certain(bounds: &Bounds, kind: &AttemptKind) -> Option<Lending> {
    let is_blocking = matches!(kind, AttemptKind::Blocking);
    let need_not_be_send = is_blocking && !bounds.has_any(&["Send"]);
    if bounds.is_boxed {
        None
    } else if bounds.are_all_among(&HELD_BY_MUT_REF) && !returns_future(kind) {
        Some(Lending::MutRef)
    } else if bounds.are_all_among(&HELD_BY_REF) && (bounds.has_any(&["Sync"]) || need_not_be_send)
    {
        Some(Lending::Ref)
    } else {
        None
    }
}

/// Returns the reference that fits best, if the user asks for one.
pub(crate) fn asked_for(bounds: Option<&Bounds>, kind: &AttemptKind) -> Lending {
    let fits_mut_ref = |bounds: &Bounds| {
        bounds.has_any(&NEED_MUT_REF)
            || bounds.are_all_among(&HELD_BY_MUT_REF) && !bounds.is_boxed && !returns_future(kind)
    };
    if bounds.is_some_and(fits_mut_ref) {
        Lending::MutRef
    } else {
        Lending::Ref
    }
}

/// Returns whether the code returns the future, which cannot borrow from a `&mut` of the attempt.
fn returns_future(kind: &AttemptKind) -> bool {
    matches!(kind, AttemptKind::ReturnedFuture(_))
}
