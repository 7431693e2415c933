//! See `roomkey::fuzzing::airfob_answer`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| roomkey::fuzzing::airfob_answer(data));
