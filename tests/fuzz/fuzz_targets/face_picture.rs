#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shailoo_fuzz::face_picture(bytes));
