//! See `roomkey::fuzzing::base_url_and_segment`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| roomkey::fuzzing::base_url_and_segment(data));
