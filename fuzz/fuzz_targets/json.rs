//! See `roomkey::fuzzing::json_by_table`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| roomkey::fuzzing::json_by_table(data));
