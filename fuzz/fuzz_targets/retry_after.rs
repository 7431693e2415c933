//! See `roomkey::fuzzing::retry_after`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| roomkey::fuzzing::retry_after(data));
