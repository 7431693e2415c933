//! See `roomkey::fuzzing::arctos_answer`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| roomkey::fuzzing::arctos_answer(data));
