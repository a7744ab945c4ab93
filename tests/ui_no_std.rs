//! Without the feature `std`: the attribute says what it lacks.
#![cfg(not(feature = "std"))]

#[test]
fn the_attribute_is_refused_once_and_names_the_feature() {
    trybuild::TestCases::new().compile_fail("tests/ui/no_std/*.rs");
}
