#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| retries_fuzz::type_in_path::check(input));
