//! The words of a call as methods. They come in any order, and a later one replaces an earlier one, except that `when`
//! adds to those before it.

// Input:
//     replaced!(self, on = on, keep budget on_ok)
//
// Output:
//     self.map_words(|words| Words { on: on, budget: words.budget, on_ok: words.on_ok })
/// Replaces one word and keeps the others.
macro_rules! replaced {
    ($retry:expr, $word:ident = $new:expr, keep $($kept:ident)*) => {
        $retry.map_words(|words| Words {
            $word: $new,
            $($kept: words.$kept,)*
        })
    };
}

mod around;
mod budget;
mod decision;
mod events;
mod limits;
mod on_policy;
mod time;
