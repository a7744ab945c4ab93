#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| retries_fuzz::headers::check(input));
