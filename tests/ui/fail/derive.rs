use retries::Transient;
use std::io;
use std::time::Duration;

#[derive(Transient)]
enum UnknownWords {
    #[transient(inherits)]
    NearlyOne(io::Error),
    #[transient(retryable)]
    OfAnotherKind,
    #[transient("always")]
    NoWord,
}

#[derive(Transient)]
enum Twice {
    #[transient(after = wait, unprocessed, after = wait)]
    InOneAttribute { wait: Duration },
    #[transient(unprocessed)]
    #[transient(unprocessed)]
    InTwoAttributes,
}

#[derive(Transient)]
enum Contradictions {
    #[transient(inherit, if = *_1)]
    InheritAndIf(io::Error, bool),
    #[transient(if = *again)]
    InheritInside {
        again: bool,
        #[transient(inherit)]
        inner: io::Error,
    },
}

#[derive(Transient)]
enum NothingToInherit {
    #[transient(inherit)]
    WithoutFields,
    #[transient(inherit)]
    WithSeveral(io::Error, io::Error),
    WithTwo(
        #[transient(inherit)] io::Error,
        #[transient(inherit)] io::Error,
    ),
}

#[derive(Transient)]
enum After {
    #[transient(after = retry_after)]
    WithoutFields,
    #[transient(after = retry_aftr)]
    NearlyOne { retry_after: Duration, code: u16 },
    #[transient(after = 2)]
    OutOfBounds(Duration, u16),
    #[transient(after = "wait")]
    InQuotes { wait: Duration },
    #[transient(after = Duration::ZERO)]
    NoField { wait: Duration },
}

#[derive(Transient)]
#[transient]
enum OnTheEnum {
    Busy,
}

#[derive(Transient)]
#[transient(crate = renamed, unprocessed)]
enum WordOnTheEnum {
    Busy,
}

#[derive(Transient)]
enum Forms {
    #[transient = "always"]
    EqualsSign,
    #[transient()]
    EmptyList,
    #[transient(inherit = true)]
    ValueOfInherit(io::Error),
    #[transient(inherit(_0))]
    ListOfInherit(io::Error),
    #[transient(unprocessed = false)]
    ValueOfUnprocessed,
    #[transient(if)]
    NoCondition,
    #[transient(if =)]
    EmptyCondition,
    #[transient(if(*_0 == 503))]
    ConditionInParentheses(u16),
    #[transient(if *_0 == 503)]
    ConditionWithoutEquals(u16),
    #[transient(after)]
    NoHint(Duration),
    #[transient(after =)]
    EmptyHint(Duration),
    #[transient(after(_0))]
    HintInParentheses(Duration),
}

#[derive(Transient)]
#[transient(inherit)]
struct Unit;

#[derive(Transient)]
#[transient(crate)]
struct NoPath;

#[derive(Transient)]
#[transient(crate =)]
struct EmptyPath;

#[derive(Transient)]
#[transient(crate = 5)]
struct WrongPath;

#[derive(Transient)]
enum OnFields {
    Conditional(#[transient(if = true)] io::Error),
    Marked(#[transient] io::Error),
    InheritedAndMore(#[transient(inherit, unprocessed)] io::Error),
    Hinted {
        #[transient(after = wait)]
        wait: Duration,
    },
}

#[derive(Transient)]
enum CrateBelowTheType {
    #[transient(crate = renamed)]
    OnAVariant,
    OnAField(#[transient(crate = renamed)] io::Error),
}

#[derive(Transient)]
union Union {
    code: u16,
}

fn main() {}
