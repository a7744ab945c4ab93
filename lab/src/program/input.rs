//! Reads a file with a scenario and policies.

use std::convert::Infallible;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use retries::{Budget, Policy};
use retry_lab::scenario::Scenario;
use serde::de::{self, Deserialize, Deserializer as _, IntoDeserializer, Visitor};
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::contest::{Contest, Entry};

/// Reads a comparison from the text of a file. The error shows the place.
pub(crate) fn read(path: &Path, text: &str) -> Result<Contest, String> {
    parse(text)
        .map(|(scenario, policies)| contest(path, &scenario, policies))
        .map_err(|mut error| {
            error.set_input(Some(text));
            format!("{}: {error}", path.display())
        })
}

type Named = (String, Policy, Vec<Budget>);

fn contest(path: &Path, scenario: &Scenario, policies: Vec<Named>) -> Contest {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let entry = |(name, policy, budgets): Named| Entry {
        budgets,
        ..Entry::new(name, scenario, policy)
    };
    Contest {
        title: name.into_owned(),
        text: "Each policy runs in the same scenario.".to_owned(),
        entries: policies.into_iter().map(entry).collect(),
    }
}

fn parse(text: &str) -> Result<(Scenario, Vec<Named>), Error> {
    let mut file = DeTable::parse(text)?.into_inner();
    let scenario = match file.remove("scenario") {
        Some(table) => {
            let place = table.span();
            let scenario = Scenario::deserialize(table.into_deserializer())?;
            scenario.check().map_err(|message| at(place, &message))?;
            scenario
        }
        None => Scenario::default(),
    };
    let policies = file.remove("policy");
    if let Some((name, _)) = file.iter().next() {
        let message = format!(
            "unknown table `{}`: write `[scenario]` or `[policy.NAME]`",
            name.get_ref()
        );
        return Err(at(name.span(), &message));
    }
    let Some(policies) = policies else {
        let message = "nothing to compare: write a table `[policy.NAME]` for each policy";
        return Err(de::Error::custom(message));
    };
    let span = policies.span();
    let DeValue::Table(policies) = policies.into_inner() else {
        return Err(at(span, "write a table `[policy.NAME]` for each policy"));
    };
    // The parser sorts tables by their names: show them in the order of the file.
    let mut policies: Vec<_> = policies.into_iter().collect();
    policies.sort_by_key(|(name, _)| name.span().start);
    let read = |(name, table): (Spanned<_>, _)| policy(name, table, &scenario);
    let policies = policies.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok((scenario, policies))
}

fn policy(
    name: Spanned<std::borrow::Cow<'_, str>>,
    mut table: Spanned<DeValue<'_>>,
    scenario: &Scenario,
) -> Result<Named, Error> {
    let budget = match table.get_mut() {
        DeValue::Table(fields) => fields.remove("budget"),
        _ => None,
    };
    let place = name.span();
    let policy = Policy::deserialize(table.into_deserializer())?;
    policy
        .validate()
        .map_err(|error| at(place, &error.to_string()))?;
    let budgets = match budget {
        Some(budget) => (0..scenario.budgets())
            .map(|_| Budget::deserialize(budget.clone().into_deserializer()))
            .collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    Ok((name.into_inner().into_owned(), policy, budgets))
}

/// Makes an error that shows a place of the file. The parser adds places only to errors of its own deserializers.
fn at(span: Range<usize>, message: &str) -> Error {
    let value = Spanned::new(span, DeValue::Boolean(false)).into_deserializer();
    match value.deserialize_bool(Refuse(message)) {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

/// Refuses any value.
struct Refuse<'a>(&'a str);

impl Visitor<'_> for Refuse<'_> {
    type Value = Infallible;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Infallible, E> {
        Err(E::custom(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::{Path, read};

    /// Returns the message about a file without its first line, which names the place.
    fn message(text: &str) -> String {
        let message = read(Path::new("day.toml"), text).unwrap_err();
        message.trim_end().to_owned()
    }

    #[test]
    fn a_file_needs_only_a_policy() {
        let contest = read(
            Path::new("day.toml"),
            "[policy.b]\n[policy.a]\nbudget.ratio = 0.1",
        )
        .unwrap();
        let entries = &contest.entries;
        assert_eq!(contest.title, "day");
        let names: Vec<_> = entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["b", "a"]);
        assert_eq!(entries[0].policy, retries::Policy::new());
        assert!(entries[0].budgets.is_empty());
        assert_eq!(entries[1].budgets.len(), 1);
    }

    #[test]
    fn a_mistake_is_shown_at_its_place_in_the_words_of_the_crate() {
        assert_eq!(
            message("[scenario]\nrate = 5\n\n[policy.a]\nfixed = 2"),
            "day.toml: TOML parse error at line 5, column 9\n  |\n5 | fixed = 2\n  |         ^\n\
             `fixed`: a duration needs a unit: write \"2s\" or \"2ms\""
        );
        assert!(message("[policy.a]\nbudget.ratio = -1").contains("line 2, column 16"));
        assert!(message("[policy.a]\nfixd = \"1s\"").contains("fixd"));
        let late = "[policy.a]\nfixed = \"3s\"\ndeadline = \"1s\"";
        assert!(message(late).contains("no retry can start"));
        assert!(message("[scenario]\ncapacity = 0\n[policy.a]").contains("write `capacity = 200`"));
        assert!(message("[scenario]\nrate = \"x\"\n[policy.a]").contains("write `rate = 100`"));
        assert!(message("[scenario]\nlayers = 1.5\n[policy.a]").contains("write `layers = 3`"));
        assert!(message("[scenario]\nqueue = -1\n[policy.a]").contains("write `queue = 500`"));
        assert!(message("[scenario]\nclient = 1\n[policy.a]").contains("unknown field `client`"));
        assert!(message("[polcy.a]").contains("unknown table `polcy`"));
        assert!(message("[scenario]").contains("nothing to compare"));
        assert!(message("policy = 3").contains("write a table `[policy.NAME]`"));
        assert!(message("[policy]\na = 3").contains("line 2"));
        let many = "[scenario]\nrate = 1000000\nlength = \"1h\"\n[policy.a]";
        assert!(
            message(many).contains("line 1, column 1"),
            "{}",
            message(many)
        );
    }
}
