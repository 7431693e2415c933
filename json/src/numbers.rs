//! Numbers, without what the standard library's own reading and writing of them weigh.

/// How a platform reads and writes the numbers that are not whole, or too large to be sure of: as JavaScript does.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    /// The number that a text stands for; NaN for one that stands for none.
    pub parse: fn(&str) -> f64,
    /// The shortest text that stands for a number.
    pub print: fn(f64) -> String,
}

/// So many digits are always exact.
const EXACT: usize = 15;
/// Whole numbers up to here are exact: 2^53.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

impl Numbers {
    /// The finite number that digits stand for, with a minus, decimals or an exponent as they come.
    pub(crate) fn read(self, text: &str) -> Option<f64> {
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1.0, rest),
            None => (1.0, text),
        };
        if rest.is_empty() {
            return None;
        }
        if rest.len() <= EXACT && rest.bytes().all(|byte| byte.is_ascii_digit()) {
            let sum = rest.bytes().fold(0.0, |sum, byte| {
                sum * 10.0 + f64::from(byte.wrapping_sub(b'0'))
            });
            return Some(sign * sum);
        }
        Some((self.parse)(text)).filter(|number| number.is_finite())
    }

    pub(crate) fn write(self, number: f64, out: &mut String) {
        let magnitude = number.abs();
        if magnitude < MOST_EXACT && magnitude.trunc() == magnitude {
            if number < 0.0 {
                out.push('-');
            }
            // Just checked to be whole and to fit.
            out.push_str(&digits(magnitude as u64));
        } else if number.is_finite() {
            out.push_str(&(self.print)(number));
        } else {
            // As JSON.stringify has it: JSON has no such number.
            out.push_str("null");
        }
    }
}

/// A whole number in digits.
pub fn digits(mut number: u64) -> String {
    let mut reversed = [0_u8; 20];
    let mut count = 0_usize;
    for place in &mut reversed {
        // Always a digit.
        *place = b'0' | (number % 10) as u8;
        number /= 10;
        count = count.saturating_add(1);
        if number == 0 {
            break;
        }
    }
    reversed
        .iter()
        .take(count)
        .rev()
        .map(|byte| char::from(*byte))
        .collect()
}
