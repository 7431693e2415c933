//! How many tests passed and failed, read from what the test tools print.

use std::fmt;
use std::iter::Sum;

use serde_json::Value;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |sum, tally| Self {
            passed: sum.passed + tally.passed,
            failed: sum.failed + tally.failed,
        })
    }
}

impl Tally {
    /// From `cargo test`, natively or by wasm-bindgen-test-runner: `test result: ok. 5 passed; 0 failed; …`.
    pub fn of_cargo_test(output: &str) -> Self {
        output
            .lines()
            .filter_map(|line| line.trim().strip_prefix("test result: "))
            .map(|result| Self {
                passed: number_before(result, " passed"),
                failed: number_before(result, " failed"),
            })
            .sum()
    }

    /// From `node --test` with the spec reporter: `ℹ pass 5`, `ℹ fail 0`, `ℹ cancelled 0`.
    pub fn of_node_test(output: &str) -> Self {
        let count = |name: &str| -> u64 {
            output
                .lines()
                .filter_map(|line| {
                    line.strip_prefix("ℹ ")?
                        .strip_prefix(name)?
                        .trim()
                        .parse::<u64>()
                        .ok()
                })
                .sum()
        };
        Self {
            passed: count("pass "),
            failed: count("fail ") + count("cancelled "),
        }
    }

    /// From Playwright's JSON report. A test that passed only when repeated counts as failed.
    pub fn of_playwright(report: &Value) -> Self {
        let count = |name: &str| report["stats"][name].as_u64().unwrap_or(0);
        Self {
            passed: count("expected"),
            failed: count("unexpected") + count("flaky"),
        }
    }

    /// From tsc: each file is one test, and fails when tsc names it before an error: `tests/types/a.ts(3,1): error …`.
    pub fn of_tsc(files: &[String], output: &str) -> Self {
        let failed = files
            .iter()
            .filter(|file| {
                output
                    .lines()
                    .any(|line| line.starts_with(&format!("{file}(")) && line.contains(": error "))
            })
            .count() as u64;
        Self {
            passed: files.len() as u64 - failed,
            failed,
        }
    }
}

fn number_before(text: &str, word: &str) -> u64 {
    text.split(word)
        .next()
        .and_then(|before| before.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tally(passed: u64, failed: u64) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn the_test_binaries_of_one_cargo_run_add_up() {
        let output = "running 2 tests\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test a ... FAILED\n\
            test result: FAILED. 11 passed; 3 failed; 1 ignored; 0 filtered out; finished in 1.2s\n";
        assert_eq!(Tally::of_cargo_test(output), tally(13, 3));
    }

    #[test]
    fn a_run_that_broke_off_has_no_tests() {
        assert_eq!(
            Tally::of_cargo_test("error: could not compile `roomkey`"),
            tally(0, 0)
        );
    }

    #[test]
    fn a_cancelled_node_test_counts_as_failed() {
        let output = "✔ works (1ms)\nℹ tests 7\nℹ suites 1\nℹ pass 4\nℹ fail 2\nℹ cancelled 1\nℹ skipped 0\n";
        assert_eq!(Tally::of_node_test(output), tally(4, 3));
    }

    #[test]
    fn a_flaky_page_test_counts_as_failed() {
        let report = json!({"stats": {"expected": 5, "skipped": 1, "unexpected": 2, "flaky": 1}});
        assert_eq!(Tally::of_playwright(&report), tally(5, 3));
    }

    #[test]
    fn a_file_with_type_errors_is_one_failed_test() {
        let files = ["tests/types/a.ts".to_owned(), "tests/types/b.ts".to_owned()];
        let output =
            "tests/types/a.ts(1,2): error TS2322: no\ntests/types/a.ts(3,2): error TS2322: no\n";
        assert_eq!(Tally::of_tsc(&files, output), tally(1, 1));
    }
}
