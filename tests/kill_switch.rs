//! The kill switch turns all retrying of a process off.

use retries::{EventKind, StopReason, is_enabled, retry, set_enabled};
use std::cell::Cell;
use std::process::Command;

const ASKED: &str = "RETRIES_TEST_ASKED";

#[retry(fixed("0s"), on_give_up = |event| reason.set(Some(event.kind())))]
fn get(calls: &Cell<u32>, reason: &Cell<Option<EventKind>>) -> Result<(), &'static str> {
    calls.set(calls.get() + 1);
    Err("down")
}

#[retry(fixed("0s"))]
fn get_plainly(calls: &Cell<u32>) -> Result<(), &'static str> {
    calls.set(calls.get() + 1);
    Err("down")
}

fn calls() -> (u32, Option<EventKind>) {
    let (calls, reason) = (Cell::new(0), Cell::new(None));
    get(&calls, &reason).unwrap_err();
    (calls.get(), reason.get())
}

fn plain_calls() -> u32 {
    let calls = Cell::new(0);
    get_plainly(&calls).unwrap_err();
    calls.get()
}

#[test]
fn set_enabled_turns_retrying_off_and_on_again() {
    assert_eq!((calls().0, plain_calls()), (3, 3));
    set_enabled(false);
    assert_eq!(calls(), (1, Some(EventKind::GaveUp(StopReason::Disabled))));
    assert_eq!(plain_calls(), 1);
    set_enabled(true);
    assert_eq!((calls().0, plain_calls()), (3, 3));
}

#[test]
fn the_environment_variable_turns_retrying_off() {
    if std::env::var_os(ASKED).is_some() {
        println!("calls={} {}", plain_calls(), calls().0);
        set_enabled(!is_enabled());
        println!("switched={} {}", plain_calls(), calls().0);
        return;
    }
    for (value, expected, switched) in [
        (Some("0"), 1, 3),
        (Some("Off"), 1, 3),
        (Some(" false "), 1, 3),
        (Some("no"), 1, 3),
        (Some("1"), 3, 1),
        (Some(""), 3, 1),
        (None, 3, 1),
    ] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args([
                "--exact",
                "the_environment_variable_turns_retrying_off",
                "--nocapture",
            ])
            .env(ASKED, "1")
            .env_remove("RETRIES_ENABLED");
        if let Some(value) = value {
            command.env("RETRIES_ENABLED", value);
        }
        let said = String::from_utf8(command.output().unwrap().stdout).unwrap();
        assert!(
            said.contains(&format!("calls={expected} {expected}\n")),
            "{value:?}: {said}"
        );
        assert!(
            said.contains(&format!("switched={switched} {switched}\n")),
            "{value:?}: {said}"
        );
    }
}
