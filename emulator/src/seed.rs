//! Random numbers that come out the same on every machine and in every run.

use rand::SeedableRng;
pub use rand::rngs::ChaCha8Rng;

const SEED: u64 = 0x726f_6f6d_6b65_7900;

/// What a generator is for: generators of different topics never give the same numbers.
#[derive(Clone, Copy, Debug)]
pub enum Topic {
    AuthCodes = 1,
    Meetings,
    Breaks,
    Participants,
    People,
    Pictures,
    Activation,
}

/// A generator for one topic and up to two numbers that tell its uses apart (a room and a day, say).
pub fn generator(topic: Topic, a: u64, b: u64) -> ChaCha8Rng {
    let mut seed = [0; 32];
    for (place, part) in seed.chunks_exact_mut(8).zip([SEED, topic as u64, a, b]) {
        place.copy_from_slice(&part.to_le_bytes());
    }
    ChaCha8Rng::from_seed(seed)
}
