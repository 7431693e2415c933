//! See `roomkey::fuzzing::s_connector_answer`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| roomkey::fuzzing::s_connector_answer(data));
