//! The generated code: `tests/expansions/` has inputs, and beside each input the code that it becomes.
//! `EXPANSIONS=overwrite cargo test -p retry-macros` renews the files.

use std::env;
use std::fs;

use super::{print, read, rust_files, source};

#[test]
fn the_generated_code_is_the_kept_one() {
    let overwrites = env::var_os("EXPANSIONS").is_some_and(|it| it == "overwrite");
    for path in rust_files("tests/expansions") {
        let kept_path = path.with_extension("expanded");
        let input = read(&path).parse().expect("the tokens of the input");
        let expanded = without_hash(&print::print(source::expand(input)));
        if overwrites {
            fs::write(&kept_path, &expanded).expect("a renewed file");
        }
        let kept = read(&kept_path);
        for (line, (expanded, kept)) in expanded.lines().zip(kept.lines()).enumerate() {
            let place = format!("{}:{}", kept_path.display(), line + 1);
            assert_eq!(expanded, kept, "{place}");
        }
        assert_eq!(expanded.len(), kept.len(), "{}", kept_path.display());
    }
}

/// Removes the hash in the name of a block's budget, which differs with the compiler.
fn without_hash(expanded: &str) -> String {
    const NAME: &str = "__RETRY_BUDGET_";
    const DIGITS: usize = 16;
    let mut parts = expanded.split(NAME);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(NAME);
        text.push_str(&part[DIGITS..]);
    }
    text
}
