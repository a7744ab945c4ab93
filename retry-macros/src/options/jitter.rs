//! `jitter`, `jitter = full` and `jitter = 0.25`.

use proc_macro2::Span;
use syn::Error;

use crate::options::list::{Form, RawOption};
use crate::options::raw;
use crate::options::value::{Number, parse_number};
use crate::suggest;

pub(crate) enum Jitter {
    None,
    Additive,
    Full,
    Equal,
    Decorrelated(Span),
    Ratio(Number),
}

impl Jitter {
    pub(crate) fn parse(option: RawOption) -> syn::Result<Self> {
        const KINDS: [&str; 5] = ["additive", "full", "equal", "decorrelated", "none"];
        if let Form::Bare = option.form {
            return Ok(Self::Additive);
        }
        let name = option.name.clone();
        let value = option.value("jitter` or `jitter = full")?;
        value.reject_quoted(&name, &KINDS)?;
        raw::reject_foreign_word(&name, &value, &["off", "never", "None", "false"], "none")?;
        let ratio = || {
            let examples = "`jitter = 0.25`, or a kind: `jitter`, `jitter = full`";
            parse_number(&name, &value, examples).map(Self::Ratio)
        };
        let Some(kind) = value.word() else {
            return ratio();
        };
        let text = kind.to_string();
        match &*text {
            "additive" => Ok(Self::Additive),
            "full" => Ok(Self::Full),
            "equal" => Ok(Self::Equal),
            "decorrelated" => Ok(Self::Decorrelated(kind.span())),
            "none" => Ok(Self::None),
            _ => match suggest::nearest(&text.to_lowercase(), &KINDS) {
                Some(nearest) => Err(Error::new(
                    kind.span(),
                    format!("unknown jitter `{text}`: did you mean `{nearest}`?"),
                )),
                None => ratio(),
            },
        }
    }
}
